CREATE TABLE "secret" (
	"company_id" text NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	"set_by" text NOT NULL,
	CONSTRAINT "secret_company_id_name_pk" PRIMARY KEY("company_id","name")
);
--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "content_digest" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
-- The audit is only ever added to. The one change allowed to anybody is erasure: the words of a line go, its digest and its
-- place in the chain stay. A line that was written before digests were has no words that could be taken out.
CREATE FUNCTION "audit_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF tg_op = 'UPDATE' THEN
		IF old.erased_at IS NULL AND new.erased_at IS NOT NULL AND old.content_digest IS NOT NULL
			AND new.before IS NULL AND new.after IS NULL AND new.why IS NULL AND new.salt IS NULL
			AND (new.company_id, new.sequence, new.at, new.actor, new.act, new.subject_type, new.subject_id, new.content_digest, new.previous_hash, new.hash)
				IS NOT DISTINCT FROM
				(old.company_id, old.sequence, old.at, old.actor, old.act, old.subject_type, old.subject_id, old.content_digest, old.previous_hash, old.hash)
		THEN
			RETURN new;
		END IF;
	END IF;
	RAISE EXCEPTION 'The audit is only ever added to: % of its lines is refused.', lower(tg_op)
		USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_guard_rows" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "audit_guard"();--> statement-breakpoint
CREATE TRIGGER "audit_guard_table" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "audit_guard"();--> statement-breakpoint
-- Runs as the owner of the table, so that a role without any right to change the audit can still have words erased.
CREATE FUNCTION "erase_audit_lines"("of_company" text, "lines" bigint[], "at_instant" timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	erased bigint;
BEGIN
	UPDATE public.audit SET before = NULL, after = NULL, why = NULL, salt = NULL, erased_at = at_instant
	WHERE company_id = of_company AND sequence = ANY (lines) AND erased_at IS NULL AND content_digest IS NOT NULL;
	GET DIAGNOSTICS erased = ROW_COUNT;
	RETURN erased;
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION "erase_audit_lines"(text, bigint[], timestamptz) FROM PUBLIC;
