/* What a content is declared to be, and what it looks like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define TYPED(type, body) "POST / HTTP/1.1\r\nContent-Type: " type "\r\n\r\n" body /* the type stands at 31  \
	                                                                            */
#define BARE(body) "POST / HTTP/1.1\r\n\r\n" body                                  /* the body stands at 19 */

static void a_type_is_taken_apart(void **state)
{
	(void)state;
	CHECK("content.has_declared_type content.declared* content.media_type content.top_type "
	      "content.suffix content.type*",
	      TYPED("Application/VND.x+JSON", ""),
	      "content.has_declared_type 31+22\ncontent.declared_type 'Application/VND.x+JSON' 31+22\n"
	      "content.declared_types 1 31+22\ncontent.media_type 'application/vnd.x+json' 31+22\n"
	      "content.top_type 'application' 31+11\ncontent.suffix 'json' 49+4\n");
	CHECK("content.has_declared_type content.declared*", BARE("x"), "content.declared_types 0 0+0\n");
	CHECK("content.declared*", "POST / HTTP/1.1\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\n",
	      "content.declared_type 'a/b' 31+3\ncontent.declared_types 2 31+3\n");
}

static void a_malformed_type_is_no_media_type(void **state)
{
	(void)state;
	CHECK("content.type_error content.media_type", TYPED("json", ""),
	      "content.type_error 'it is not type/subtype' 31+4\n");
	CHECK("content.type_error content.media_type", TYPED("text/*", ""),
	      "content.type_error 'a wildcard is no media type' 31+6\n");
	CHECK("content.type_error content.media_type", TYPED("; a=b", ""),
	      "content.type_error 'the media type is missing' 31+5\n");
	CHECK("content.type_error content.media_type", TYPED("text/plain; a", ""),
	      "content.type_error 'a parameter has no equals sign' 43+1\ncontent.media_type 'text/plain' "
	      "31+10\n");
	CHECK("content.type_name_error", TYPED("text/x~y", ""),
	      "content.type_name_error 'a character that registered names do not have' 31+8\n");
	CHECK("content.second_type", TYPED("text/plain, text/html", ""),
	      "content.second_type 'text/html' 43+9\n");
	CHECK("content.second_type", TYPED("text/plain; text/html", ""),
	      "content.second_type 'text/html' 43+9\n");
}

static void types_belong_to_classes(void **state)
{
	(void)state;
	CHECK("content.is_*", TYPED("text/json", ""),
	      "content.is_json_type 31+9\ncontent.is_text_type 31+9\n");
	CHECK("content.is_*", TYPED("a/b+json", ""),
	      "content.is_json_type 31+8\ncontent.is_text_type 31+8\n");
	CHECK("content.is_*", TYPED("image/svg+xml", ""),
	      "content.is_xml_type 31+13\ncontent.is_text_type 31+13\n");
	CHECK("content.is_*", TYPED("application/x-www-form-urlencoded", ""),
	      "content.is_form_type 31+33\ncontent.is_text_type 31+33\n");
	CHECK("content.is_*", TYPED("multipart/mixed", ""), "content.is_multipart_type 31+15\n");
	CHECK("content.is_*", TYPED("image/png", ""), "");
	CHECK("content.type_successor", TYPED("Application/X-JavaScript", ""),
	      "content.type_successor 'text/javascript' 31+24\n");
	CHECK("content.type_successor", TYPED("text/javascript", ""), "");
}

static void parameters_are_listed_with_their_oddities(void **state)
{
	(void)state;
	CHECK("content.param*", TYPED("a/b; Charset=x; c*=d; charset='y'", ""),
	      "content.params charset c* charset 36+7\ncontent.param_repeated 'charset' 53+7\n"
	      "content.param_quoted_single 'charset' 61+3\ncontent.param_star 'c*' 47+2\n");
}

static void charsets_are_known_or_not(void **state)
{
	(void)state;
	CHECK("content.charset*", TYPED("a/b; charset=UTF-8", ""),
	      "content.charset 'utf-8' 44+5\ncontent.charsets 1 44+5\n");
	CHECK("content.charset content.charsets content.charset_unknown",
	      TYPED("a/b; charset=utf8; charset=latin1", ""),
	      "content.charset 'utf8' 44+4\ncontent.charsets 2 44+4\ncontent.charset_unknown 44+4\n");
	CHECK("content.charset_unknown", TYPED("a/b; charset=\"\"", ""), "content.charset_unknown 36+7\n");
}

#define M(parameters) TYPED("multipart/form-data" parameters, "") /* the parameters stand at 50 */

static void a_boundary_has_its_oddities(void **state)
{
	(void)state;
	CHECK(
	    "content.bound* content.params_*", M("; boundary=abc"),
	    "content.boundary 'abc' 61+3\ncontent.boundaries 1 61+3\ncontent.params_before_boundary 0 52+12\n"
	    "content.params_after_boundary 0 52+12\n");
	CHECK("content.boundary*", M("; boundary=\"a:b\""),
	      "content.boundary 'a:b' 62+3\ncontent.boundary_unusual 62+3\ncontent.boundary_quoted 62+3\n");
	CHECK("content.boundary*", M("; boundary=a:b"),
	      "content.boundary 'a:b' 61+3\ncontent.boundary_unusual 61+3\ncontent.boundary_needs_quotes "
	      "61+3\n");
	CHECK("content.boundary*", M("; boundary=a_$"),
	      "content.boundary 'a_$' 61+3\ncontent.boundary_bad_chars 61+3\n");
	CHECK("content.boundary*", M("; boundary=\"a "),
	      "content.boundary 'a' 62+1\ncontent.boundary_bad_quotes 62+1\n");
	CHECK("content.boundary*", M("; boundary='a'"),
	      "content.boundary ''a'' 61+3\ncontent.boundary_bad_quotes 61+3\n");
	CHECK("content.boundary*", M("; Boundary = a"),
	      "content.boundary 'a' 63+1\ncontent.boundary_spaces 52+12\ncontent.boundary_capitals 52+12\n");
	CHECK("content.boundary*", M(" boundary=a"),
	      "content.boundary 'a' 60+1\ncontent.boundary_no_semicolon 51+10\n");
	CHECK("content.boundary*", M("; boundary="), "content.boundary '' 52+9\n");
	CHECK("content.params_*", M("; a=b; boundary=c; d=e; f=g"),
	      "content.params_before_boundary 1 57+10\ncontent.params_after_boundary 2 57+10\n");
	CHECK("content.boundaries", M("; boundary=a; boundary=b"), "content.boundaries 2 61+1\n");
	CHECK("content.bound*", M(""), "");
}

#define BASE64 "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5C"

static void bytes_look_like_what_they_are(void **state)
{
	(void)state;
	CHECK("content.looks_like", BARE(""), "content.looks_like 'empty' 0+0\n");
	CHECK("content.looks_like", BARE("{\"a\":1}"), "content.looks_like 'json' 19+7\n");
	CHECK("content.looks_like", BARE(" [1]\n"), "content.looks_like 'json' 19+5\n");
	CHECK("content.looks_like", BARE("{not json"), "content.looks_like 'text' 19+9\n");
	CHECK("content.looks_like", BARE("<?xml version='1.0'?><a/>"), "content.looks_like 'xml' 19+25\n");
	CHECK("content.looks_like", BARE("<!DOCTYPE HTML><p>"), "content.looks_like 'html' 19+18\n");
	CHECK("content.looks_like", BARE("a=b&c=d%20"), "content.looks_like 'form' 19+10\n");
	CHECK("content.looks_like", BARE("a = b"), "content.looks_like 'text' 19+5\n");
	CHECK("content.looks_like", BARE(BASE64 "=="), "content.looks_like 'base64' 19+90\n");
	CHECK("content.looks_like", BARE("hello, world"), "content.looks_like 'text' 19+12\n");
	CHECK("content.looks_like", BARE("caf\xE9"), "content.looks_like 'text' 19+4\n");
	CHECK("content.looks_like", BARE("\x1F\x8B\x08\x01\xFF"), "content.looks_like 'binary' 19+5\n");
}

static void the_bytes_decide_what_reads_them(void **state)
{
	(void)state;
	CHECK("field.kind content.looks_like", TYPED("application/x-www-form-urlencoded", "[\"a\"]"),
	      "field.kind 'json' 0+0\ncontent.looks_like 'json' 68+5\n");
	CHECK("field.kind content.looks_like content.delimiters content.parts",
	      TYPED("multipart/form-data; boundary=x", "[\"a\"]"),
	      "field.kind 'json' 0+0\ncontent.looks_like 'json' 66+5\ncontent.parts 0 "
	      "66+5\ncontent.delimiters 0 66+5\n");
	CHECK("field.kind field.name content.looks_like content.json_error",
	      TYPED("application/json", "a=1&b=2"),
	      "field.kind 'form' 0+0\nfield.name 'a' 0+0\nfield.kind 'form' 0+0\nfield.name 'b' 0+0\n"
	      "content.looks_like 'form' 51+7\ncontent.json_error 'this is no JSON value' 51+1\n");
	CHECK("field.kind content.looks_like content.json_error", TYPED("application/json", BASE64),
	      "field.kind 'body' 0+0\ncontent.looks_like 'base64' 51+88\n"
	      "content.json_error 'this is no JSON value' 51+1\n");
	CHECK("field.kind content.looks_like", TYPED("text/plain", "a=b"),
	      "field.kind 'body' 0+0\n"
	      "content.looks_like 'text' 45+3\n");
}

static void binary_content_has_a_magic_number(void **state)
{
	(void)state;
	CHECK("content.magic",
	      TYPED("application/json", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"),
	      "content.magic 'image/png' 51+29\n");
	CHECK("content.magic", BARE("%PDF-1.4\n"), "content.magic 'application/pdf' 19+9\n");
	CHECK("content.magic", BARE("hello"), "");
}

static void certain_bytes_contradict_the_declared_type(void **state)
{
	(void)state;
	CHECK("content.magic_declared", TYPED("image/png", "%PDF-1.4\n%\xE2\xE3\n"),
	      "content.magic_declared 'image/png' 31+9\n");
	CHECK("content.magic_declared", TYPED("application/pdf", "%PDF-1.4\n"), "");
	CHECK("content.magic_declared", TYPED("application/octet-stream", "GIF89a\1\0\1\0\0\0\0"), "");
	CHECK("content.magic_declared", TYPED("image/x-adobe-dng", "II*\0\x08\0\0\0\1\0"), "");
	CHECK("content.magic_declared content.magic_extension",
	      TYPED("multipart/mixed; boundary=b", "--b\r\nContent-Disposition: attachment; filename=\"a.PNG\"\r\n"
	                                           "\r\n%PDF-1.4\n\r\n--b--\r\n"),
	      "content.magic_declared 'image/png' 110+5\ncontent.magic_extension 'png' 110+5\n");
}

static void a_field_or_a_header_may_name_the_method(void **state)
{
	(void)state;
	CHECK("request.method_*", "POST / HTTP/1.1\r\nX-Method-Override: PUT\r\n\r\n",
	      "request.method_override 'PUT' 36+3\n");
	CHECK("request.method_*", TYPED("application/x-www-form-urlencoded", "a=1&_method=put"),
	      "request.method_field 'put' 80+3\n");
	CHECK("request.method_*", TYPED("application/json", "{\"_method\":\"put\"}"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certain_bytes_contradict_the_declared_type),
		cmocka_unit_test(a_field_or_a_header_may_name_the_method),
		cmocka_unit_test(a_type_is_taken_apart),
		cmocka_unit_test(a_malformed_type_is_no_media_type),
		cmocka_unit_test(types_belong_to_classes),
		cmocka_unit_test(parameters_are_listed_with_their_oddities),
		cmocka_unit_test(charsets_are_known_or_not),
		cmocka_unit_test(a_boundary_has_its_oddities),
		cmocka_unit_test(bytes_look_like_what_they_are),
		cmocka_unit_test(the_bytes_decide_what_reads_them),
		cmocka_unit_test(binary_content_has_a_magic_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
