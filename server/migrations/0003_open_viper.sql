CREATE TABLE "idempotency" (
	"company_id" text NOT NULL,
	"principal_id" text NOT NULL,
	"key" text NOT NULL,
	"route" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"content_type" text,
	"answer" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_company_id_principal_id_key_pk" PRIMARY KEY("company_id","principal_id","key")
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"company_id" text NOT NULL,
	"id" text NOT NULL,
	"file_name" text NOT NULL,
	"content" "bytea" NOT NULL,
	"size" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "upload_company_id_id_pk" PRIMARY KEY("company_id","id")
);
--> statement-breakpoint
CREATE INDEX "idempotency_created_at_index" ON "idempotency" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "upload_created_at_index" ON "upload" USING btree ("created_at");