/* The reader of XML contents: well-formed or not, by expat. Nothing is expanded and nothing external is read;
 * a document that declares entities is left where its declarations end. What makes expat keep memory is
 * bounded. */
#include "extract/content.h"

#include <expat.h>
#include <xxhash.h>

#include "extract/field.h"

#define PENDING_MAX ((size_t)1 << 20)  /* bytes of a token that expat holds until its end comes */
#define NAMES_MAX   ((size_t)16 << 20) /* bytes that expat keeps for the names of elements and attributes */
#define NAME_COST   64                 /* of them, what a name takes besides its text */
#define NAMES_KNOWN 1024

struct xml_content {
	struct pl_row *content;
	struct pl_field *field; /* the document is weighed as a whole */
	XML_Parser parser;      /* NULL when not at work */
	uint64_t entities, fed;
	size_t names;                /* bytes that expat keeps for names, at most */
	uint64_t known[NAMES_KNOWN]; /* hashes of names that it has already */
	struct pl_span entity_at;
	unsigned depth;
	struct pl_run run; /* being parsed */
	bool is_given_up;  /* not judged to its end */
};

static void *create(struct pl_context *x, unsigned depth)
{
	struct xml_content *c = pl_arena_alloc(&x->forever, sizeof(*c));

	(void)depth;
	c->field = pl_field_new(x);
	return c;
}

/* The place of an index into the document; one before the current run stands in front of it. */
static struct pl_span place(const struct xml_content *c, uint64_t index)
{
	uint64_t back = c->fed > index ? c->fed - index : 0;

	if (index >= c->fed)
		return (struct pl_span){ c->run.origin, c->run.off + (index - c->fed), 1 };
	return (struct pl_span){ c->run.origin, c->run.off > back ? c->run.off - back : 0, 1 };
}

static struct pl_span here(const struct xml_content *c)
{
	XML_Index index = XML_GetCurrentByteIndex(c->parser);

	return place(c, index > 0 ? (uint64_t)index : 0);
}

static void give_up(struct xml_content *c)
{
	c->is_given_up = true;
	XML_StopParser(c->parser, XML_FALSE);
}

static void XMLCALL entity_declared(void *state, const XML_Char *name, int is_parameter,
                                    const XML_Char *value, int len, const XML_Char *base,
                                    const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
	struct xml_content *c = state;

	(void)name, (void)is_parameter, (void)value, (void)len, (void)base, (void)system, (void)public,
	    (void)notation;
	if (c->entities++ == 0)
		c->entity_at = here(c);
	if (c->entities > PL_LIMIT_KEYS)
		give_up(c);
}

static void XMLCALL declarations_ended(void *state)
{
	struct xml_content *c = state;

	if (c->entities > 0)
		give_up(c);
}

static void count_name(struct xml_content *c, const char *name)
{
	size_t len = strlen(name);
	uint64_t hash = XXH3_64bits(name, len);

	if (c->known[hash % NAMES_KNOWN] == hash)
		return;
	c->known[hash % NAMES_KNOWN] = hash;
	c->names += len + NAME_COST;
}

static void XMLCALL element_begins(void *state, const XML_Char *name, const XML_Char **attributes)
{
	struct xml_content *c = state;

	count_name(c, name);
	for (size_t i = 0; attributes[i]; i += 2)
		count_name(c, attributes[i]);
	if (++c->depth > PL_LIMIT_JSON_DEPTH || c->names > NAMES_MAX)
		give_up(c);
}

static void XMLCALL element_ends(void *state, const XML_Char *name)
{
	struct xml_content *c = state;

	(void)name;
	c->depth--;
}

/* That there is a default handler keeps expat from expanding internal entities. */
static void XMLCALL anything_else(void *state, const XML_Char *text, int len)
{
	(void)state, (void)text, (void)len;
}

static void begin(void *state, struct pl_row *content)
{
	struct xml_content *c = state;
	bool is_part = content->up->scope == PL_SCOPE_part;
	const struct pl_str none = { NULL, 0 };

	if (c->parser)
		XML_ParserFree(c->parser);
	*c = (struct xml_content){ .content = content, .field = c->field };
	c->parser = XML_ParserCreate(NULL);
	XML_SetUserData(c->parser, c);
	XML_SetDefaultHandler(c->parser, anything_else);
	XML_SetEntityDeclHandler(c->parser, entity_declared);
	XML_SetEndDoctypeDeclHandler(c->parser, declarations_ended);
	XML_SetElementHandler(c->parser, element_begins, element_ends);
	pl_field_begin(c->field, content, is_part ? "part" : "body",
	               is_part ? pl_row_text(content, PL_FACT_part_name) : none, none);
}

static void end_parser(struct xml_content *c)
{
	XML_ParserFree(c->parser);
	c->parser = NULL;
}

/* A charset that expat does not know says nothing about the document's form. */
static void failed(struct xml_content *c)
{
	enum XML_Error error = XML_GetErrorCode(c->parser);

	if (!c->is_given_up && error != XML_ERROR_UNKNOWN_ENCODING && error != XML_ERROR_NO_MEMORY)
		pl_row_str(c->content, PL_FACT_content_xml_error, pl_str_from(XML_ErrorString(error)),
		           here(c));
	else
		c->is_given_up = true;
	end_parser(c);
}

static void parse(struct xml_content *c, struct pl_run run)
{
	XML_Index at;

	c->run = run;
	if (XML_Parse(c->parser, (const char *)run.ptr, (int)run.len, XML_FALSE) != XML_STATUS_OK) {
		failed(c);
		return;
	}
	c->fed += run.len;
	at = XML_GetCurrentByteIndex(c->parser);
	if (at >= 0 && c->fed - (uint64_t)at > PENDING_MAX) {
		c->is_given_up = true;
		end_parser(c);
	}
}

static void add(void *state, struct pl_run run)
{
	struct xml_content *c = state;

	pl_field_add(c->field, run, run.len);
	if (c->parser && pl_run_is_hole(&run)) {
		c->is_given_up = true;
		end_parser(c);
	}
	while (c->parser && run.len > 0)
		parse(c, pl_run_take(&run, run.len < PENDING_MAX ? run.len : PENDING_MAX));
}

static void finish(void *state)
{
	struct xml_content *c = state;

	c->run.off += c->run.len;
	c->run.len = 0;
	if (c->parser && XML_Parse(c->parser, NULL, 0, XML_TRUE) != XML_STATUS_OK)
		failed(c);
	if (c->parser)
		end_parser(c);
	if (c->is_given_up)
		pl_row_unknown(c->content, PL_FACT_content_xml_error);
	pl_row_int(c->content, PL_FACT_content_xml_entities, c->entities, c->entity_at);
	pl_field_end(c->field);
}

const struct pl_content_kind pl_xml_content = { "xml", create, begin, add, finish };
