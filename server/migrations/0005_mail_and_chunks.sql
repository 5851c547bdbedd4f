CREATE TABLE "attempt" (
	"company_id" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"number" integer NOT NULL,
	"worker" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"result" text,
	"found" text,
	CONSTRAINT "attempt_company_id_subject_type_subject_id_number_pk" PRIMARY KEY("company_id","subject_type","subject_id","number")
);
--> statement-breakpoint
CREATE TABLE "charge" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"action_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"document_id" text,
	"period" text NOT NULL,
	"currency" text NOT NULL,
	"minor" bigint NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	CONSTRAINT "charge_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "message_action" (
	"company_id" text NOT NULL,
	"message_id" text NOT NULL,
	"action_id" text NOT NULL,
	CONSTRAINT "message_action_company_id_message_id_action_id_pk" PRIMARY KEY("company_id","message_id","action_id")
);
--> statement-breakpoint
CREATE TABLE "attachment" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"customer_id" text NOT NULL,
	"document_id" text,
	"file_name" text NOT NULL,
	"content_type" text NOT NULL,
	"content" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "attachment_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "mail_sender" (
	"company_id" text NOT NULL,
	"entity_id" text NOT NULL,
	"kind" text NOT NULL,
	"from" jsonb NOT NULL,
	"reply_to" jsonb NOT NULL,
	"cc" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"host" text,
	"port" integer,
	"security" text,
	"user" text,
	"base_url" text,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_sender_company_id_entity_id_pk" PRIMARY KEY("company_id","entity_id")
);
--> statement-breakpoint
CREATE TABLE "mail_template" (
	"company_id" text NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"attach_statement" boolean DEFAULT false NOT NULL,
	"invoice_copies" text DEFAULT 'none' NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"saved_by" text NOT NULL,
	"why" text,
	"removed_at" timestamp with time zone,
	CONSTRAINT "mail_template_company_id_name_language_version_pk" PRIMARY KEY("company_id","name","language","version")
);
--> statement-breakpoint
CREATE TABLE "reply" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"customer_id" text NOT NULL,
	"message_id" text,
	"from" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reply_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "suppressed_address" (
	"company_id" text NOT NULL,
	"address" text NOT NULL,
	"reason" text NOT NULL,
	"detail" text,
	"message_id" text,
	"suppressed_at" timestamp with time zone NOT NULL,
	"suppressed_by" text NOT NULL,
	CONSTRAINT "suppressed_address_company_id_address_pk" PRIMARY KEY("company_id","address")
);
--> statement-breakpoint
CREATE TABLE "webhook_event" (
	"company_id" text NOT NULL,
	"provider" text NOT NULL,
	"event_id" text NOT NULL,
	"kind" text NOT NULL,
	"message_id" text,
	"received_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "webhook_event_company_id_provider_event_id_pk" PRIMARY KEY("company_id","provider","event_id")
);
--> statement-breakpoint
CREATE TABLE "alert" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"rule_id" text,
	"run_id" text,
	"customer_id" text,
	"text" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"seen_by" text,
	"seen_at" timestamp with time zone,
	CONSTRAINT "alert_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "ledger_event" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"customer_id" text NOT NULL,
	"document_id" text,
	"values" jsonb NOT NULL,
	"happened_on" date NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"handled_at" timestamp with time zone,
	"run_id" text,
	CONSTRAINT "ledger_event_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "morning_report" (
	"company_id" text NOT NULL,
	"day" date NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "morning_report_company_id_day_pk" PRIMARY KEY("company_id","day")
);
--> statement-breakpoint
CREATE TABLE "run_chunk" (
	"company_id" text NOT NULL,
	"run_id" text NOT NULL,
	"number" integer NOT NULL,
	"customer_ids" jsonb NOT NULL,
	"state" text NOT NULL,
	"lease_until" timestamp with time zone,
	"fencing" integer DEFAULT 0 NOT NULL,
	"worker" text,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "run_chunk_company_id_run_id_number_pk" PRIMARY KEY("company_id","run_id","number")
);
--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "payload" jsonb;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "state_reason" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "reply_to" jsonb;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "cc" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "attachments" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "wording" jsonb;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "worded_by" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "worded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "sent_by" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "provider_id" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "lease_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "fencing" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "first_attempt_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "not_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "delivered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "bounced_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "complained_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "note" ADD COLUMN "kind" text DEFAULT 'note' NOT NULL;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "brakes" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "released_by" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "released_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "stale_sources" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "charge_company_id_customer_id_index" ON "charge" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "message_action_company_id_action_id_index" ON "message_action" USING btree ("company_id","action_id");--> statement-breakpoint
CREATE INDEX "attachment_company_id_document_id_index" ON "attachment" USING btree ("company_id","document_id");--> statement-breakpoint
CREATE INDEX "reply_company_id_customer_id_index" ON "reply" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "webhook_event_received_at_index" ON "webhook_event" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "alert_company_id_raised_at_index" ON "alert" USING btree ("company_id","raised_at");--> statement-breakpoint
CREATE INDEX "ledger_event_waiting" ON "ledger_event" USING btree ("company_id","raised_at") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "ledger_event_company_id_customer_id_index" ON "ledger_event" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "message_provider_id_index" ON "message" USING btree ("provider_id");--> statement-breakpoint
CREATE INDEX "message_unfinished" ON "message" USING btree ("company_id","state","lease_until") WHERE state in ('frozen', 'sending', 'unknown');--> statement-breakpoint
CREATE UNIQUE INDEX "task_open_key" ON "task" USING btree ("company_id","key") WHERE state = 'open' and key is not null;--> statement-breakpoint
CREATE INDEX "run_unfinished" ON "run" USING btree ("company_id","state") WHERE state in ('running', 'stopped');