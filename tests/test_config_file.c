/* Limits read out of configurations: what is set, to what, and in which block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "gateway/config_file.h"

/* "line:column gateway setting dimension=value|off|? [scope]", a line each. */
static struct pl_str listed(const struct pl_config_file *config, struct pl_arena *arena)
{
	struct pl_str text = pl_arena_printf(arena, "%.*s\n", PL_STR_ARG(config->dialect));

	for (size_t i = 0; i < config->len; i++) {
		const struct pl_config_entry *e = &config->entries[i];
		struct pl_str value = e->kind != PL_CONFIG_LIMIT ? e->text :
		                      e->is_off                  ? PL_STR("off") :
		                      e->has_value ? pl_arena_printf(arena, "%llu", (unsigned long long)e->value) :
		                                     PL_STR("?");

		text = pl_arena_printf(arena, "%.*s%u:%u %.*s %.*s %.*s=%.*s [%.*s]\n", PL_STR_ARG(text), e->line, e->column,
		                       PL_STR_ARG(e->gateway), PL_STR_ARG(e->setting), PL_STR_ARG(e->dimension),
		                       PL_STR_ARG(value), PL_STR_ARG(e->scope));
	}
	return text;
}

static void check_text(const char *text, const char *wanted)
{
	struct pl_arena arena = { 0 };
	struct pl_config_file config;

	pl_config_file_read(&config, pl_str_from(text), &arena);
	assert_string_equal(listed(&config, &arena).ptr, wanted);
	pl_arena_free(&arena);
}

static void check_file(const char *path, const char *wanted)
{
	struct pl_arena arena = { 0 };
	struct pl_config_file config;
	struct plimsoll_error err;

	assert_true(pl_config_file_load(&config, path, &arena, &err));
	assert_string_equal(listed(&config, &arena).ptr, wanted);
	pl_arena_free(&arena);
}

static void a_caddyfile_says_megabytes_of_1000_by_1000(void **state)
{
	(void)state;
	check_text("files.example {\n\trequest_body /upload* {\n\t\tmax_size 10MB\n\t}\n\treverse_proxy :8080 {\n\t\tmax_size 1\n\t}\n}\n",
	           "caddy\n3:3 caddy max_size body=10000000 [files.example > request_body /upload*]\n");
	check_text("request_body {\nmax_size 10MiB\n}\n", "caddy\n2:1 caddy max_size body=10485760 [request_body]\n");
	check_text("request_body {\nmax_size {$SIZE}\n}\n", "caddy\n2:1 caddy max_size body=? [request_body]\n");
}

static void settings_of_django_are_products(void **state)
{
	(void)state;
	check_text("DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # 5 MiB\nDATA_UPLOAD_MAX_NUMBER_FIELDS = None\n",
	           "django\n1:1 django DATA_UPLOAD_MAX_MEMORY_SIZE body=5242880 []\n"
	           "2:1 django DATA_UPLOAD_MAX_NUMBER_FIELDS fields=off []\n");
	check_text("DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000\n", "django\n1:1 django DATA_UPLOAD_MAX_MEMORY_SIZE body=10000000 []\n");
	check_text("DATA_UPLOAD_MAX_MEMORY_SIZE = env('X')\n", "django\n1:1 django DATA_UPLOAD_MAX_MEMORY_SIZE body=? []\n");
	check_text("DATA_UPLOAD_MAX_MEMORY_SIZE = 99999999999 * 99999999999\n",
	           "django\n1:1 django DATA_UPLOAD_MAX_MEMORY_SIZE body=? []\n");
}

static void nginx_limits_stand_in_their_blocks(void **state)
{
	(void)state;
	check_file("samples/configs/nginx.conf",
	           "nginx\n"
	           "3:1 nginx include =/etc/nginx/conf.d/*.conf []\n"
	           "5:2 nginx client_max_body_size body=20971520 [http]\n"
	           "6:2 nginx large_client_header_buffers header=16384 [http]\n"
	           "11:4 nginx client_max_body_size body=off [http > server files.example > location /upload]\n"
	           "12:4 nginx proxy_request_buffering body=off [http > server files.example > location /upload]\n"
	           "15:4 nginx client_max_body_size body=? [http > server files.example > location ~ \"^/api/v[0-9]{1}/\"]\n"
	           "20:3 nginx client_max_body_size body=1234567 [http > server \"app.example\"]\n");
}

static void apache_directives_have_any_case_and_sections(void **state)
{
	(void)state;
	check_file("samples/configs/apache.conf",
	           "apache\n"
	           "2:1 apache LimitRequestFieldSize header=16380 []\n"
	           "3:1 apache LimitRequestLine request-line=8190 []\n"
	           "6:5 apache LimitRequestBody body=104857600 [VirtualHost *:443]\n"
	           "8:9 apache LimitRequestBody body=off [VirtualHost *:443 > Directory \"/srv/files/incoming\"]\n"
	           "9:9 php-fpm post_max_size body=67108864 [VirtualHost *:443 > Directory \"/srv/files/incoming\"]\n"
	           "12:9 modsecurity SecRequestBodyAccess body=On [VirtualHost *:443 > IfModule security2_module]\n"
	           "13:9 modsecurity SecRequestBodyLimit body=13107200 [VirtualHost *:443 > IfModule security2_module]\n"
	           "14:9 modsecurity SecRequestBodyNoFilesLimit nofiles=131072 [VirtualHost *:443 > IfModule security2_module]\n"
	           "15:9 modsecurity SecRequestBodyLimitAction body=Reject [VirtualHost *:443 > IfModule security2_module]\n"
	           "18:1 apache IncludeOptional =conf-enabled/*.conf []\n");
}

static void php_haproxy_and_javascript_are_told_by_their_settings(void **state)
{
	(void)state;
	check_file("samples/configs/php.ini", "php\n"
	                                      "3:1 php-fpm post_max_size body=8388608 [[PHP]]\n"
	                                      "4:1 php-fpm upload_max_filesize file=2097152 [[PHP]]\n"
	                                      "5:1 php-fpm max_input_vars fields=1000 [[PHP]]\n"
	                                      "6:1 php-fpm max_file_uploads files=20 [[PHP]]\n");
	check_file("samples/configs/haproxy.cfg", "haproxy\n"
	                                          "2:5 haproxy tune.bufsize headers=32768 [global]\n"
	                                          "5:5 haproxy req.body_size body=10485760 [frontend www]\n"
	                                          "6:5 haproxy req.hdr_val body=1234567 [frontend www]\n");
	check_file("samples/configs/app.js", "javascript\n"
	                                     "4:24 express limit body=52428800 [app.use > express.json]\n"
	                                     "5:46 express limit body=2097152 [app.use > express.urlencoded]\n"
	                                     "5:70 express parameterLimit fields=5000 [app.use > express.urlencoded]\n"
	                                     "6:23 express limit body=? [app.use > express.raw]\n"
	                                     "7:35 multer fileSize file=5000000 [multer]\n");
}

static void a_setting_alone_is_read_as_well(void **state)
{
	(void)state;
	check_text("limit: '50mb'", "javascript\n1:1 express limit body=52428800 []\n");
	check_text("client_max_body_size 5M;", "nginx\n1:1 nginx client_max_body_size body=5242880 []\n");
	check_text("SecRequestBodyLimit 131072", "apache\n1:1 modsecurity SecRequestBodyLimit body=131072 []\n");
	check_text("post_max_size=8M", "php\n1:1 php-fpm post_max_size body=8388608 []\n");
}

static void what_is_no_size_is_kept_as_text(void **state)
{
	(void)state;
	check_text("client_max_body_size 18446744073709551615k;", "nginx\n1:1 nginx client_max_body_size body=? []\n");
	check_text("client_max_body_size 10MB0;", "nginx\n1:1 nginx client_max_body_size body=? []\n");
	check_text("LimitRequestBody 10m", "apache\n1:1 apache LimitRequestBody body=? []\n");
	check_text("express.json({ limit: 99999999999 * 99999999999 })",
	           "javascript\n1:16 express limit body=? [express.json]\n");
}

static void a_text_without_a_setting_has_no_dialect(void **state)
{
	(void)state;
	check_text("", "\n");
	check_text("hello { world; }", "\n");
	check_text("include x;", "\n");
	check_text("Too large; the limit: 4", "javascript\n");
}

static void a_broken_text_is_read_to_its_end(void **state)
{
	(void)state;
	check_text("}}} client_max_body_size 1m; {", "nginx\n1:5 nginx client_max_body_size body=1048576 []\n");
	check_text("client_max_body_size \"1m", "nginx\n");
	check_text("client_max_body_size", "nginx\n");
	check_text("</Directory>\nLimitRequestBody", "apache\n2:1 apache LimitRequestBody body=? []\n");
	check_text("express.json({ limit: '1mb", "javascript\n1:16 express limit body=1048576 [express.json]\n");
	check_text("limit: /* open", "javascript\n");
}

static void blocks_in_blocks_and_many_settings_cost_no_more_than_their_caps(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_config_file config;
	size_t each = strlen("a { client_max_body_size 1m; "), count = 20000;
	char *text = malloc(each * count + 1);

	(void)state;
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * each, "a { client_max_body_size 1m; ", each);
	pl_config_file_read(&config, (struct pl_str){ text, each * count }, &arena);
	assert_int_equal(config.len, PL_LIMIT_CONFIG_ENTRIES);
	assert_true(config.is_cut);
	free(text);
	pl_arena_free(&arena);
}

static void a_file_that_cannot_be_read_says_why(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_config_file config;
	struct plimsoll_error err;

	(void)state;
	assert_false(pl_config_file_load(&config, "samples/configs/none.conf", &arena, &err));
	assert_string_equal(err.message, "cannot be read: No such file or directory");
	assert_false(pl_config_file_load(&config, "samples", &arena, &err));
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_caddyfile_says_megabytes_of_1000_by_1000),
		cmocka_unit_test(settings_of_django_are_products),
		cmocka_unit_test(nginx_limits_stand_in_their_blocks),
		cmocka_unit_test(apache_directives_have_any_case_and_sections),
		cmocka_unit_test(php_haproxy_and_javascript_are_told_by_their_settings),
		cmocka_unit_test(a_setting_alone_is_read_as_well),
		cmocka_unit_test(what_is_no_size_is_kept_as_text),
		cmocka_unit_test(a_text_without_a_setting_has_no_dialect),
		cmocka_unit_test(a_broken_text_is_read_to_its_end),
		cmocka_unit_test(blocks_in_blocks_and_many_settings_cost_no_more_than_their_caps),
		cmocka_unit_test(a_file_that_cannot_be_read_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
