CREATE TABLE "action" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"key" text NOT NULL,
	"run_id" text,
	"rule_id" text NOT NULL,
	"rule_version" integer NOT NULL,
	"step_id" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"cycle" integer,
	"event" text,
	"repeat" integer DEFAULT 1 NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"params" jsonb NOT NULL,
	"recipient" jsonb,
	"amounts" jsonb,
	"state" text NOT NULL,
	"state_reason" text,
	"reason" text NOT NULL,
	"because" jsonb NOT NULL,
	"message_id" text,
	"planned_on" date NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"done_on" date,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"approved_hash" text,
	"not_before" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"fencing" integer DEFAULT 0 NOT NULL,
	"outcome" jsonb,
	"settled_at" timestamp with time zone,
	CONSTRAINT "action_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "message" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"customer_id" text NOT NULL,
	"entity_id" text,
	"contact_id" text,
	"kind" text NOT NULL,
	"to" jsonb NOT NULL,
	"template" text,
	"template_version" integer,
	"subject" text NOT NULL,
	"html" text NOT NULL,
	"text" text NOT NULL,
	"lines" jsonb NOT NULL,
	"totals" jsonb NOT NULL,
	"idempotency_key" text,
	"payload_hash" text,
	"frozen_at" timestamp with time zone,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "message_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "note" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"customer_id" text NOT NULL,
	"document_id" text,
	"text" text NOT NULL,
	"action_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "note_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "task" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"customer_id" text,
	"document_id" text,
	"title" text NOT NULL,
	"detail" text,
	"due_on" date,
	"assignee" text,
	"state" text DEFAULT 'open' NOT NULL,
	"rule_id" text,
	"step_id" text,
	"action_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	CONSTRAINT "task_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"company_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"id" text NOT NULL,
	"customer_id" text,
	"name" text NOT NULL,
	"tax_id" text,
	"domain" text,
	"match" text NOT NULL,
	"matched_by" text,
	"matched_at" timestamp with time zone,
	CONSTRAINT "account_company_id_connection_id_id_pk" PRIMARY KEY("company_id","connection_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"company_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"act" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"why" text,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_company_id_sequence_pk" PRIMARY KEY("company_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "company" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"mode" text DEFAULT 'test' NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"ledger_version" bigint DEFAULT 0 NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sending_stopped_at" timestamp with time zone,
	"sending_stopped_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connection" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"secret" text,
	"cursors" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"stale_after_hours" bigint DEFAULT 24 NOT NULL,
	"last_read_at" timestamp with time zone,
	"problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connection_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "import_change" (
	"company_id" text NOT NULL,
	"import_id" text NOT NULL,
	"stream" text NOT NULL,
	"record_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb NOT NULL,
	CONSTRAINT "import_change_company_id_import_id_stream_record_id_pk" PRIMARY KEY("company_id","import_id","stream","record_id")
);
--> statement-breakpoint
CREATE TABLE "import" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"file_name" text NOT NULL,
	"mapping" jsonb,
	"exported_on" date NOT NULL,
	"lists" text NOT NULL,
	"rows" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"problems" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" text,
	CONSTRAINT "import_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "application" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"from" text NOT NULL,
	"from_id" text NOT NULL,
	"document_id" text NOT NULL,
	"minor" bigint NOT NULL,
	"applied_on" date NOT NULL,
	CONSTRAINT "application_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "block" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"kind" text NOT NULL,
	"customer_id" text NOT NULL,
	"document_id" text,
	"from" date NOT NULL,
	"until" date,
	"reason" text,
	CONSTRAINT "block_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "contact" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"name" text,
	"email" text,
	"phone" text,
	"role" text NOT NULL,
	CONSTRAINT "contact_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "contact_event" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"on" date NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "contact_event_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"name" text NOT NULL,
	"parent_id" text,
	"currency" text,
	"credit_limit_minor" bigint,
	"insured_limit_minor" bigint,
	"status" text,
	"internal" boolean,
	"autopay" boolean,
	"segment" text,
	"tags" jsonb,
	"country" text,
	"language" text,
	"terms" text,
	"owner" text,
	"last_contact_on" date,
	"custom" jsonb,
	CONSTRAINT "customer_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "dispute" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"document_id" text NOT NULL,
	"minor" bigint,
	"opened_on" date NOT NULL,
	"closed_on" date,
	"reason" text,
	CONSTRAINT "dispute_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "document" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"entity_id" text,
	"type" text NOT NULL,
	"number" text NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"issued_on" date NOT NULL,
	"due_on" date,
	"open_minor" bigint,
	"open_on" date,
	"closed_on" date,
	"closed_by" text,
	"instalments" jsonb,
	"purchase_order" text,
	"terms" text,
	"discount_on" date,
	"discount_minor" bigint,
	"custom" jsonb,
	CONSTRAINT "document_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "entity" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"country" text,
	CONSTRAINT "entity_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "hold" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"placed_on" date NOT NULL,
	"released_on" date,
	"placed_by" text NOT NULL,
	"rule_id" text,
	"actor" text,
	"reason" text,
	"release" text,
	"release_below_minor" jsonb,
	CONSTRAINT "hold_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"entity_id" text,
	"currency" text NOT NULL,
	"minor" bigint NOT NULL,
	"received_on" date NOT NULL,
	"cleared_on" date,
	"returned_on" date,
	"reference" text,
	CONSTRAINT "payment_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"document_ids" jsonb NOT NULL,
	"currency" text NOT NULL,
	"started_on" date NOT NULL,
	"ended_on" date,
	"rates" jsonb NOT NULL,
	CONSTRAINT "plan_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "promise" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"customer_id" text NOT NULL,
	"document_ids" jsonb,
	"currency" text NOT NULL,
	"minor" bigint NOT NULL,
	"made_on" date NOT NULL,
	"promised_for" date NOT NULL,
	"cancelled_on" date,
	CONSTRAINT "promise_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "rate" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"import_id" text,
	"from" text NOT NULL,
	"to" text NOT NULL,
	"on" date NOT NULL,
	"rate" text NOT NULL,
	CONSTRAINT "rate_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "cycle" (
	"company_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"number" integer NOT NULL,
	"event" text,
	"opened_on" date NOT NULL,
	"opened_run" text,
	"closed_on" date,
	"closed_run" text,
	"state" text DEFAULT 'open' NOT NULL,
	CONSTRAINT "cycle_company_id_rule_id_subject_type_subject_id_number_pk" PRIMARY KEY("company_id","rule_id","subject_type","subject_id","number")
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"company_id" text NOT NULL,
	"run_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"rule_version" integer NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"outcome" text NOT NULL,
	"branch" text,
	"because" jsonb NOT NULL,
	"acts" jsonb NOT NULL,
	"held_back" text,
	CONSTRAINT "decision_company_id_run_id_rule_id_subject_type_subject_id_pk" PRIMARY KEY("company_id","run_id","rule_id","subject_type","subject_id")
);
--> statement-breakpoint
CREATE TABLE "rule" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"state_reason" text,
	"live_version" integer,
	"draft" jsonb,
	"draft_revision" integer DEFAULT 0 NOT NULL,
	"draft_by" text,
	"draft_at" timestamp with time zone,
	"priority" integer DEFAULT 50 NOT NULL,
	"owner" text,
	"next_fire_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "rule_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "rule_fire" (
	"company_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"scheduled_for" timestamp with time zone NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	"run_id" text,
	"skipped" text,
	CONSTRAINT "rule_fire_company_id_rule_id_scheduled_for_pk" PRIMARY KEY("company_id","rule_id","scheduled_for")
);
--> statement-breakpoint
CREATE TABLE "rule_version" (
	"company_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"logic_hash" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	"approved_by" text,
	"reason" text,
	CONSTRAINT "rule_version_company_id_rule_id_version_pk" PRIMARY KEY("company_id","rule_id","version")
);
--> statement-breakpoint
CREATE TABLE "run" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"as_of" date NOT NULL,
	"trigger" text NOT NULL,
	"scheduled_for" timestamp with time zone,
	"state" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"started_by" text,
	"ledger_version" bigint NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"problem" text,
	CONSTRAINT "run_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "action_key" ON "action" USING btree ("company_id","key") WHERE state not in ('cancelled', 'expired') or attempts > 0;--> statement-breakpoint
CREATE INDEX "action_company_id_rule_id_subject_type_subject_id_index" ON "action" USING btree ("company_id","rule_id","subject_type","subject_id");--> statement-breakpoint
CREATE INDEX "action_company_id_customer_id_index" ON "action" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "action_company_id_run_id_index" ON "action" USING btree ("company_id","run_id");--> statement-breakpoint
CREATE INDEX "action_company_id_message_id_index" ON "action" USING btree ("company_id","message_id");--> statement-breakpoint
CREATE INDEX "action_unfinished" ON "action" USING btree ("company_id","state","lease_until") WHERE state in ('planned', 'awaiting-approval', 'queued', 'sending', 'unknown');--> statement-breakpoint
CREATE INDEX "message_company_id_customer_id_index" ON "message" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "note_company_id_customer_id_index" ON "note" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "task_company_id_state_due_on_index" ON "task" USING btree ("company_id","state","due_on");--> statement-breakpoint
CREATE INDEX "task_company_id_customer_id_index" ON "task" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "account_company_id_customer_id_index" ON "account" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "audit_company_id_subject_type_subject_id_index" ON "audit" USING btree ("company_id","subject_type","subject_id");--> statement-breakpoint
CREATE INDEX "application_company_id_document_id_index" ON "application" USING btree ("company_id","document_id");--> statement-breakpoint
CREATE INDEX "application_company_id_from_id_index" ON "application" USING btree ("company_id","from_id");--> statement-breakpoint
CREATE INDEX "block_company_id_customer_id_index" ON "block" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "contact_company_id_customer_id_index" ON "contact" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "contact_event_company_id_customer_id_index" ON "contact_event" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "customer_company_id_parent_id_index" ON "customer" USING btree ("company_id","parent_id");--> statement-breakpoint
CREATE INDEX "dispute_company_id_customer_id_index" ON "dispute" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "dispute_company_id_document_id_index" ON "dispute" USING btree ("company_id","document_id");--> statement-breakpoint
CREATE INDEX "document_company_id_customer_id_index" ON "document" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "document_company_id_number_index" ON "document" USING btree ("company_id","number");--> statement-breakpoint
CREATE INDEX "hold_company_id_customer_id_index" ON "hold" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "payment_company_id_customer_id_index" ON "payment" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "plan_company_id_customer_id_index" ON "plan" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "promise_company_id_customer_id_index" ON "promise" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "cycle_company_id_rule_id_state_index" ON "cycle" USING btree ("company_id","rule_id","state");--> statement-breakpoint
CREATE INDEX "decision_company_id_customer_id_index" ON "decision" USING btree ("company_id","customer_id");--> statement-breakpoint
CREATE INDEX "rule_next_fire_at_index" ON "rule" USING btree ("next_fire_at");--> statement-breakpoint
CREATE INDEX "run_company_id_started_at_index" ON "run" USING btree ("company_id","started_at");