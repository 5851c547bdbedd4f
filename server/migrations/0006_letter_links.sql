INSERT INTO "message_action" ("company_id", "message_id", "action_id") SELECT "company_id", "message_id", "id" FROM "action" WHERE "message_id" IS NOT NULL ON CONFLICT DO NOTHING;--> statement-breakpoint
DROP INDEX "action_company_id_message_id_index";--> statement-breakpoint
ALTER TABLE "action" DROP COLUMN "message_id";
