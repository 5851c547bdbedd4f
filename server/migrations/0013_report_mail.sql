CREATE TABLE "report_mail" (
	"company_id" text NOT NULL,
	"day" date NOT NULL,
	"user_id" text NOT NULL,
	"to" jsonb NOT NULL,
	"state" text NOT NULL,
	"state_reason" text,
	"payload" jsonb,
	"payload_hash" text,
	"sent_by" text,
	"provider_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"fencing" integer DEFAULT 0 NOT NULL,
	"may_have_left" boolean DEFAULT false NOT NULL,
	"first_attempt_at" timestamp with time zone,
	"not_before" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "report_mail_company_id_day_user_id_pk" PRIMARY KEY("company_id","day","user_id")
);
--> statement-breakpoint
CREATE INDEX "report_mail_state_index" ON "report_mail" USING btree ("state");