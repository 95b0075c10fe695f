/* .plimsoll.json: what it decides, mistakes with their place, and the schema that is shipped for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/sieve.h"
#include "config/text_file.h"
#include "rule/json_document.h"

#define TEXT(literal) ((struct plimsoll_text){ literal, sizeof(literal) - 1 })
#define SCHEMA "docs/plimsoll.schema.json"

/* Reads a configuration of that text. */
static bool reads(struct pl_config *config, const char *text, struct plimsoll_error *err)
{
	char path[] = "/tmp/plimsoll-test-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	bool is_good;

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	is_good = pl_config_read(config, path, err);
	unlink(path);
	return is_good;
}

static void open_config(struct pl_config *config, const char *text)
{
	struct plimsoll_error err;

	if (!reads(config, text, &err))
		fail_msg("%llu:%llu: %s", (unsigned long long)err.line, (unsigned long long)err.column, err.message);
}

static struct plimsoll_request to(struct plimsoll_text url)
{
	return (struct plimsoll_request){ .file = TEXT("samples/bad/json-bom.http"), .method = TEXT("POST"), .url = url };
}

static void every_key_says_what_it_says(void **state)
{
	struct pl_config c;

	(void)state;
	open_config(&c, "{\"$schema\": \"x\", \"rules\": {\"a\": \"off\", \"b\": \"warning\", \"c\": \"on\"}, \"rule_dirs\": [\"/r\", \"s\"],"
	                " \"via\": [\"nginx:client_max_body_size=8\", \"express\"], \"limit\": \"1k\", \"persona\": \"strict\","
	                " \"fail_on\": \"never\"}");
	assert_int_equal(c.verdicts_len, 3);
	assert_int_equal(c.verdicts[0].verdict, PL_VERDICT_OFF);
	assert_int_equal(c.verdicts[1].verdict, PLIMSOLL_WARNING);
	assert_string_equal(c.enabled[0], "b");
	assert_string_equal(c.enabled[1], "c");
	assert_null(c.enabled[2]);
	assert_string_equal(c.rule_dirs[0], "/r");
	assert_string_equal(c.rule_dirs[1], "/tmp/s");
	assert_string_equal(c.via[1], "express");
	assert_int_equal(c.limit, 1024);
	assert_int_equal(c.persona, PLIMSOLL_STRICT);
	assert_int_equal(c.fail_on, 3);
	pl_config_free(&c);
	open_config(&c, "{\"api\": \"genesys\"}");
	assert_string_equal(c.api, "genesys");
	assert_null(c.openapi);
	pl_config_free(&c);
	open_config(&c, "{\"openapi\": \"api.yaml\"}");
	assert_string_equal(c.openapi, "/tmp/api.yaml");
	pl_config_free(&c);
	open_config(&c, "{\"limit\": 77}");
	assert_int_equal(c.limit, 77);
	assert_int_equal(c.persona, -1);
	assert_int_equal(c.fail_on, -1);
	pl_config_free(&c);
}

static int verdict(const struct pl_config *c, struct plimsoll_text url, enum plimsoll_persona rule_persona)
{
	const struct plimsoll_request request = to(url);

	return pl_config_verdict(c, TEXT("a"), rule_persona, PLIMSOLL_DEFAULT, &request);
}

static void the_last_verdict_that_fits_the_url_holds(void **state)
{
	struct pl_config c;

	(void)state;
	open_config(&c, "{\"overrides\": [{\"url\": \"*/up*\", \"rules\": {\"a\": \"error\"}},"
	                " {\"url\": \"*/upload\", \"rules\": {\"a\": \"off\"}}, {\"url\": \"*\"}], \"rules\": {\"b\": \"off\"}}");
	assert_int_equal(verdict(&c, TEXT("http://h/"), PLIMSOLL_DEFAULT), PL_VERDICT_ON);
	assert_int_equal(verdict(&c, TEXT("http://h/up"), PLIMSOLL_DEFAULT), PLIMSOLL_ERROR);
	assert_int_equal(verdict(&c, TEXT("http://h/upload"), PLIMSOLL_DEFAULT), PL_VERDICT_OFF);
	/* Enabled for one URL, a rule of another persona stays off for the others. */
	assert_int_equal(verdict(&c, TEXT("http://h/"), PLIMSOLL_PEDANTIC), PL_VERDICT_OFF);
	assert_int_equal(verdict(&c, TEXT("http://h/up"), PLIMSOLL_PEDANTIC), PLIMSOLL_ERROR);
	pl_config_free(&c);
}

static void an_ignore_is_seen_where_it_fits_and_used_where_its_rule_speaks(void **state)
{
	const struct plimsoll_request up = to(TEXT("http://h/up")), down = to(TEXT("http://h/down"));
	struct pl_config c;

	(void)state;
	open_config(&c, "{\"ignore\": [{\"rule\": \"a\", \"url\": \"*/up\", \"reason\": \"r\"},"
	                " {\"rule\": \"b\", \"file\": \"*/json-bom.http\", \"reason\": \"r\"},"
	                " {\"rule\": \"a\", \"file\": \"*.har\", \"reason\": \"r\"}]}");
	pl_config_see(&c, &down);
	assert_null(pl_config_ignores(&c, TEXT("a"), &down));
	assert_false(c.ignores[0].is_seen);
	assert_true(c.ignores[1].is_seen && !c.ignores[1].is_used);
	pl_config_see(&c, &up);
	assert_non_null(pl_config_ignores(&c, TEXT("a"), &up));
	assert_true(c.ignores[0].is_seen && c.ignores[0].is_used);
	assert_non_null(pl_config_ignores(&c, TEXT("b"), &up));
	assert_false(c.ignores[2].is_seen || c.ignores[2].is_used);
	pl_config_free(&c);
}

static void what_is_off_is_taken_out_and_severities_are_changed(void **state)
{
	const struct plimsoll_finding findings[] = {
		{ .rule = TEXT("a"), .severity = PLIMSOLL_ERROR },
		{ .rule = TEXT("b"), .severity = PLIMSOLL_ERROR },
		{ .rule = TEXT("c"), .severity = PLIMSOLL_ERROR },
	};
	const struct plimsoll_undecided undecided[] = { { .rule = TEXT("a") }, { .rule = TEXT("c") } };
	struct plimsoll_request request = to(TEXT("http://h/")), sieved;
	struct pl_sieve sieve = { 0 };
	struct pl_config c;

	(void)state;
	open_config(&c, "{\"rules\": {\"a\": \"off\", \"b\": \"note\"}, \"ignore\": [{\"rule\": \"c\", \"reason\": \"r\"}]}");
	sieve.config = &c;
	request.findings = findings;
	request.findings_len = 3;
	request.undecided = undecided;
	request.undecided_len = 2;
	pl_sieve_request(&sieve, &request, &sieved);
	assert_int_equal(sieved.findings_len, 1);
	assert_memory_equal(sieved.findings[0].rule.ptr, "b", 1);
	assert_int_equal(sieved.findings[0].severity, PLIMSOLL_NOTE);
	/* What could not be looked at is not right because it is ignored. */
	assert_int_equal(sieved.undecided_len, 1);
	assert_memory_equal(sieved.undecided[0].rule.ptr, "c", 1);
	assert_int_equal(sieve.silenced, 0);
	pl_sieve_free(&sieve);
	pl_config_free(&c);
}

static void refused(const char *text, uint64_t column, const char *message)
{
	struct plimsoll_error err = { .line = 0 };
	struct pl_config c;

	if (reads(&c, text, &err))
		fail_msg("this is read: %s", text);
	assert_int_equal(err.status, PLIMSOLL_RULES);
	if (err.line != 1 || err.column != column || !strstr(err.message, message))
		fail_msg("%s: %llu: %s", text, (unsigned long long)err.column, err.message);
	pl_config_free(&c);
}

static void mistakes_have_a_place_and_say_what_is_due(void **state)
{
	(void)state;
	refused("[]", 1, "an object is due");
	refused("{\"rule\": {}}", 3, "did you mean \"rules\"?");
	refused("{\"rules\": []}", 11, "an object is due");
	refused("{\"rules\": {\"a\": \"of\"}}", 18, "\"off\", \"on\", \"note\"");
	refused("{\"rules\": {\"a\": true}}", 17, "a string is due");
	refused("{\"api\": \"a\", \"openapi\": \"b\"}", 26, "one of them is due");
	refused("{\"api\": 7}", 9, "");
	refused("{\"via\": [\"nginxx\"]}", 9, "did you mean 'nginx'?");
	refused("{\"limit\": \"big\"}", 12, "a size is due");
	refused("{\"limit\": 0}", 11, "a size is due");
	refused("{\"limit\": true}", 11, "a size is due");
	refused("{\"persona\": \"strikt\"}", 14, "\"strict\"");
	refused("{\"fail_on\": \"errors\"}", 14, "\"error\"");
	refused("{\"overrides\": [{\"rules\": {}}]}", 16, "needs a \"url\"");
	refused("{\"overrides\": {}}", 15, "an array of objects");
	refused("{\"ignore\": [{\"rule\": \"a\"}]}", 13, "needs a \"reason\"");
	refused("{\"ignore\": [{\"rule\": \"a\", \"reason\": \"\"}]}", 38, "needs a \"reason\"");
	refused("{\"ignore\": [{\"reason\": \"r\"}]}", 13, "needs a \"rule\"");
	refused("{\"ignore\": [{\"rule\": \"a\\u0000b\", \"reason\": \"r\"}]}", 23, "NUL");
}

static void a_rule_that_does_not_exist_has_its_place(void **state)
{
	const struct plimsoll_options options = { 0 };
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct pl_config c;

	(void)state;
	open_config(&c, "{\"rules\": {\"json-bom\": \"off\"}, \"ignore\": [{\"rule\": \"json-invald\", \"reason\": \"r\"}]}");
	assert_false(pl_config_rules_exist(&c, rules, &err));
	assert_int_equal(err.column, 53);
	assert_non_null(strstr(err.message, "did you mean 'json-invalid'?"));
	pl_config_free(&c);
	plimsoll_rules_close(rules);
}

static void enter(struct pl_document *d, const char *key)
{
	struct pl_document inner;
	struct plimsoll_error err;
	bool is_there = false;

	if (!pl_document_object(d, key, &is_there, &inner, &err) || !is_there)
		fail_msg(SCHEMA " has no object \"%s\" where it should", key);
	*d = inner;
}

/* The schema's properties of that object and the reader's keys: the same, in number and in name. */
static void same_keys(struct pl_document object, const char *const *keys)
{
	struct plimsoll_error err = { 0 };
	struct pl_str key;
	size_t at = 0, properties = 0, len = 0;

	enter(&object, "properties");
	while (keys[len])
		len++;
	while (pl_document_key(&object, &at, &key))
		properties++;
	if (!pl_document_knows(&object, keys, len, &err))
		fail_msg(SCHEMA ":%llu: %s", (unsigned long long)err.line, err.message);
	assert_int_equal(properties, len);
}

static void the_schema_names_exactly_the_keys_that_are_read(void **state)
{
	struct pl_document schema, overrides, ignore;
	struct pl_arena arena = { .blocks = NULL };
	struct plimsoll_error err;
	struct pl_str text;

	(void)state;
	assert_true(pl_text_file_read(SCHEMA, 1 << 20, &arena, &text, &err));
	assert_true(pl_document_open(&schema, SCHEMA, text, &arena, &err));
	same_keys(schema, pl_config_keys);
	overrides = ignore = schema;
	enter(&overrides, "properties");
	enter(&overrides, "overrides");
	enter(&overrides, "items");
	same_keys(overrides, pl_config_override_keys);
	enter(&ignore, "properties");
	enter(&ignore, "ignore");
	enter(&ignore, "items");
	same_keys(ignore, pl_config_ignore_keys);
	pl_document_close(&schema);
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_says_what_it_says),
		cmocka_unit_test(the_last_verdict_that_fits_the_url_holds),
		cmocka_unit_test(an_ignore_is_seen_where_it_fits_and_used_where_its_rule_speaks),
		cmocka_unit_test(what_is_off_is_taken_out_and_severities_are_changed),
		cmocka_unit_test(mistakes_have_a_place_and_say_what_is_due),
		cmocka_unit_test(a_rule_that_does_not_exist_has_its_place),
		cmocka_unit_test(the_schema_names_exactly_the_keys_that_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
