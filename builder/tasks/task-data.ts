import { infiniteQueryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { TasksView, TaskView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const firstPage = (): string | null => null

export const TASK_STATES = ['open', 'done', 'dropped'] as const

/** What the work queue shows is part of its address. */
export const TasksSearch = z.object({
  state: z.enum(TASK_STATES).optional().catch(undefined),
  sort: z.enum(['due']).optional().catch(undefined),
  mine: z.boolean().optional().catch(undefined),
  task: z.string().max(200).optional().catch(undefined),
})
export type TasksSearch = z.infer<typeof TasksSearch>

/** The tasks by what is at stake, or by the day they are due, page by page. */
export const tasksQuery = ({ state = 'open', sort, assignee }: TasksSearch & { assignee: string | null }) =>
  infiniteQueryOptions({
    queryKey: ['tasks', { state, sort, assignee }],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<TasksView>(
        api.tasks.$get(
          {
            query: {
              state,
              sort: sort ?? 'urgency',
              ...(assignee !== null && { assignee }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          inCompany(),
        ),
      ),
    getNextPageParam: (page) => page.next,
  })

type Change = { readonly assignee?: string; readonly state?: 'done' | 'dropped'; readonly why?: string }

/** Gives a task to somebody, or closes it. */
export const changeTask = ({ id, ...json }: Change & { readonly id: string }) =>
  read<TaskView>(api.tasks[':id'].$patch({ param: { id }, json }, inCompany()))
