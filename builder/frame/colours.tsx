import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Moon, Sun } from 'lucide-react'
import { words } from '../words/words.ts'

/** The other colours, light or dark, by name, and the way to them. */
export function useOtherColours(): { label: string; isDark: boolean; choose: () => void } {
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark'
  return {
    label: isDark ? words.frame.light : words.frame.dark,
    isDark,
    choose: () => setColorScheme(isDark ? 'light' : 'dark'),
  }
}

/** Changes between light and dark. */
export function ColourSwitch() {
  const { label, isDark, choose } = useOtherColours()
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} onClick={choose}>
      {isDark ? <Sun size={16} /> : <Moon size={16} />}
    </ActionIcon>
  )
}
