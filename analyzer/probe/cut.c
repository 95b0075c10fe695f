/* The limit L is the largest size accepted; a trial of x asks whether L >= x. The best x splits what is likely in halves; where
 * bytes cost, it has the most entropy for its price. */
#include "probe/cut.h"

#include <math.h>

#define OCTAVE_WEIGHT 2.0 /* of all undocumented limits between n and 2n */
#define NO_LIMIT_WEIGHT 8.0
#define CLIMB 4
#define GEOMETRIC 4 /* a bracket wider than this factor is cut by magnitude */

struct cut {
	uint64_t accepted, refused;
	const struct pl_prior *prior;
	size_t len;
	struct pl_price price;
	double all;       /* weight of everything possible */
	uint64_t best;
	double best_worth;
};

static double octaves(uint64_t from, uint64_t to)
{
	return log2((double)to / (double)(from ? from : 1));
}

/* Weight of L < x, for L in [accepted, refused). */
static double below(const struct cut *c, uint64_t x)
{
	double weight = OCTAVE_WEIGHT * octaves(c->accepted, x);

	for (size_t i = 0; i < c->len; i++)
		if (c->prior[i].most >= c->accepted && c->prior[i].most < x)
			weight += c->prior[i].weight;
	return weight;
}

static double entropy(double p)
{
	return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p);
}

static void consider(struct cut *c, uint64_t x)
{
	double worth;

	if (x <= c->accepted || x >= c->refused)
		return;
	worth = entropy(below(c, x) / c->all) / (c->price.trial + c->price.byte * (double)x);
	if (worth > c->best_worth) {
		c->best_worth = worth;
		c->best = x;
	}
}

uint64_t pl_cut(uint64_t accepted, uint64_t refused, bool is_open, const struct pl_prior *prior, size_t len,
                struct pl_price price)
{
	struct cut c = { .accepted = accepted, .refused = refused, .prior = prior, .len = len, .price = price };
	bool is_wide = refused / GEOMETRIC > accepted;
	uint64_t climb = price.climb ? price.climb : CLIMB;

	c.best = is_wide ? (uint64_t)sqrt((double)(accepted ? accepted : 1) * (double)refused) : accepted + (refused - accepted) / 2;
	if (c.best <= accepted || c.best >= refused)
		c.best = accepted + (refused - accepted) / 2;
	c.all = below(&c, refused) + (is_open ? NO_LIMIT_WEIGHT : 0);
	/* Where there may be no limit, what is tried grows fast, and ends at the largest: every step is paid again on the way up. One more
	 * than a round size also tells whether that is the limit, as many are. */
	for (uint64_t x = refused - 1; is_open && x > accepted; x /= climb)
		consider(&c, x == refused - 1 ? x : x + 1);
	if (is_open)
		return c.best;
	consider(&c, c.best);
	for (size_t i = 0; i < len; i++) {
		consider(&c, prior[i].most);
		consider(&c, prior[i].most + 1);
	}
	for (uint64_t x = (accepted ? accepted : 1) * 2; is_wide && x < refused; x *= 2)
		consider(&c, x);
	return c.best;
}
