ALTER TABLE "action" ADD COLUMN "needs_approval" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "restarts" integer DEFAULT 0 NOT NULL;