CREATE TABLE "missed_event" (
	"company_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"event_id" text NOT NULL,
	"kind" text NOT NULL,
	"missed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "missed_event_company_id_rule_id_event_id_pk" PRIMARY KEY("company_id","rule_id","event_id")
);
--> statement-breakpoint
CREATE INDEX "missed_event_company_id_missed_at_index" ON "missed_event" USING btree ("company_id","missed_at");