CREATE TABLE "ledger_change" (
	"company_id" text NOT NULL,
	"version" bigint NOT NULL,
	"import_id" text,
	"records" jsonb,
	CONSTRAINT "ledger_change_company_id_version_pk" PRIMARY KEY("company_id","version")
);
--> statement-breakpoint
CREATE TABLE "publish_request" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"rule_id" text NOT NULL,
	"draft_revision" integer,
	"from_version" integer,
	"document" jsonb NOT NULL,
	"logic_hash" text NOT NULL,
	"target" text NOT NULL,
	"first_run" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"authors" jsonb NOT NULL,
	"why" text NOT NULL,
	"state" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"decided_why" text,
	CONSTRAINT "publish_request_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "segment" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "segment_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE TABLE "segment_version" (
	"company_id" text NOT NULL,
	"segment_id" text NOT NULL,
	"version" integer NOT NULL,
	"condition" jsonb NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"saved_by" text NOT NULL,
	"why" text,
	CONSTRAINT "segment_version_company_id_segment_id_version_pk" PRIMARY KEY("company_id","segment_id","version")
);
--> statement-breakpoint
ALTER TABLE "rule" ADD COLUMN "draft_authors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "rule_version" ADD COLUMN "source" jsonb;--> statement-breakpoint
ALTER TABLE "rule_version" ADD COLUMN "segments" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "rule_version" ADD COLUMN "published_as" text DEFAULT 'monitor' NOT NULL;--> statement-breakpoint
ALTER TABLE "rule_version" ADD COLUMN "first_run" text;--> statement-breakpoint
CREATE UNIQUE INDEX "publish_request_open" ON "publish_request" USING btree ("company_id","rule_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "segment_version_company_id_saved_at_index" ON "segment_version" USING btree ("company_id","saved_at");