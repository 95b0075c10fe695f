/* From the loop to the transport. Weakly, so that the program without libcurl stays without it (cli/network.h). */
#include "cli/probe_run.h"

#include <time.h>

#include "base/fail.h"
#include "probe/masking.h"
#include "probe/record.h"
#include "probe/transport.h"

#pragma weak pl_transport_open
#pragma weak pl_transport_try
#pragma weak pl_transport_close

/* Some servers never answer OPTIONS, and it is only asked for a hint. */
#define OPTIONS_MS 5000

struct wires {
	struct pl_probe_run *run;
	struct pl_transport *trials, *options;
};

static bool try_trial(void *ctx, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight)
{
	struct wires *w = ctx;

	bool is_tried = pl_transport_try(w->trials, trial, arena, sight);

	if (is_tried)
		pl_sight_mask(sight, &w->run->target, arena);
	return is_tried;
}

static bool ask_options(void *ctx, struct pl_arena *arena, struct pl_sight *sight)
{
	struct wires *w = ctx;
	struct pl_trial nothing = { .strategy = PL_STRATEGY_WHOLE };
	bool is_tried = pl_transport_try(w->options, &nothing, arena, sight);

	if (is_tried)
		pl_sight_mask(sight, &w->run->target, arena);
	if (is_tried && w->run->record)
		pl_record_options(w->run->record, sight);
	return is_tried;
}

static void sleep_ms(void *ctx, uint64_t ms)
{
	struct timespec time = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };

	(void)ctx;
	nanosleep(&time, NULL);
}

static void progress(void *ctx, const struct pl_probe *probe)
{
	struct wires *w = ctx;

	if (w->run->record)
		pl_record_trial(w->run->record, probe);
	if (w->run->is_shown)
		pl_probe_progress(w->run);
}

bool pl_probe_network(struct pl_probe_run *run, struct plimsoll_error *err)
{
	struct pl_target options = run->target;
	struct wires w = { .run = run };
	struct pl_prober prober = { .ctx = &w, .try_trial = try_trial, .ask_options = ask_options, .sleep_ms = sleep_ms,
		                    .progress = progress };

	options.method = "OPTIONS";
	if (options.timeout_ms > OPTIONS_MS)
		options.timeout_ms = OPTIONS_MS;
	if ((w.trials = pl_transport_open(&run->target, err)) == NULL)
		return false;
	if ((w.options = pl_transport_open(&options, err)) == NULL) {
		pl_transport_close(w.trials);
		return false;
	}
	pl_probe_run(&run->probe, &prober);
	pl_probe_progress_end(run);
	pl_transport_close(w.trials);
	pl_transport_close(w.options);
	return true;
}
