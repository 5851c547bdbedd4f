CREATE TABLE "account_record" (
	"company_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"account_id" text NOT NULL,
	"table" text NOT NULL,
	"record_id" text NOT NULL,
	CONSTRAINT "account_record_pk" PRIMARY KEY("company_id","connection_id","account_id","table","record_id")
);
--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "candidates" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "import_id" text;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "own_customer" jsonb;