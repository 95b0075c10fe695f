# make            the binary, build/plimsoll          make test     install what is missing, build, run every test
# make demo       the seed thread, looked at          make lint     no warning of gcc nor of clang
# make analyze    none of gcc -fanalyzer over analyzer/
# make bench      speed and memory beside others      make install  PREFIX, DESTDIR
# make bench-check  no run takes 3 % more instructions than bench/instructions.tsv keeps; make bench-keep writes that
# make corpora    the public suites of CORPORA        make fuzz     each target for SECONDS, with clang
# make gateways   real servers, installed and probed
# make tools      what tests use beside servers, installed
# make faults     what is endless, enormous or no file
# make static     one file for CI images: build/static/plimsoll
# make deb        Debian packages, into build/deb
# make expect     refresh the documents' examples   make man      the man pages
# V=asan          with AddressSanitizer and UBSan
V       ?= release
B       := build/$(V)
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
CORPORA ?= ../shared/corpora
SECONDS ?= 60

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla -Wundef -Wcast-qual -Wpointer-arith -Wwrite-strings -Wimplicit-fallthrough -Wswitch-enum
has      = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null 2>/dev/null && echo $(1))
HARDEN  := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong $(call has,-fstack-clash-protection) \
           $(call has,-fcf-protection=full) $(call has,-fstrict-flex-arrays=3)
# One set of objects serves the program and the shared library: with hidden symbols -fPIC costs no more than -fPIE.
CFLAGS_release  := -O2 -g $(HARDEN) -fPIC -fvisibility=hidden
LDFLAGS_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
CFLAGS_asan     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DPL_NO_CLONES
LDFLAGS_asan    := -fsanitize=address,undefined
CFLAGS_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DPL_NO_CLONES
LDFLAGS_fuzz    := -fsanitize=fuzzer,address,undefined

PACKAGES := libcurl libmagic zlib libbrotlidec libzstd libxxhash expat nettle yaml-0.1
CPPFLAGS += -D_GNU_SOURCE -Ianalyzer $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LDLIBS   += $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm
# What can be done without: HTTP/2 of capture.
ifeq ($(shell pkg-config --exists libnghttp2 2>/dev/null && echo yes),yes)
CPPFLAGS += -DPL_HAS_NGHTTP2 $(shell pkg-config --cflags libnghttp2)
LDLIBS   += $(shell pkg-config --libs libnghttp2)
endif
# The program itself is linked without shared libraries where every archive is there: loading them takes longer than a
# check. STATIC= links it dynamically.
STATIC   := $(if $(filter release,$(V)),-static-pie)
ARCHIVES  = $(shell pkg-config --static --libs $(filter-out libcurl,$(PACKAGES)) 2>/dev/null) -lm

LIB   := $(filter-out analyzer/cli/%,$(wildcard analyzer/*.c analyzer/*/*.c))
CLI   := $(wildcard analyzer/cli/*.c)
RULES := $(sort $(wildcard rules/*/*.json))
DATA  := $(filter $(addprefix rules/,gateways/% apis/% errors/% diagnoses/% experiments/%),$(RULES))
PAGES := $(patsubst man/%.in,build/man/%,$(wildcard man/*.in))
EXAMPLES := README.md $(wildcard docs/*.md man/*.in)
# A sanitizer's own memory would be measured with ours.
TESTS := $(patsubst tests/%.c,$(B)/%,$(filter-out $(if $(filter asan,$(V)),%/test_memory.c %/test_faults.c),$(wildcard tests/test_*.c)))
FUZZ  := $(shell sed -n '/define PL_FUZZ_TARGETS/,/^$$/p' tests/fuzz/targets.h | grep -o 'X([a-z_0-9]*)' | sed 's/X(X)//; s/X(\(.*\))/\1/')
FUZZED := $(filter-out %/fuzz.c %/replay.c,$(wildcard tests/fuzz/*.c))
VERSION := $(shell sed -n 's/^.define PLIMSOLL_VERSION "\(.*\)"/\1/p' analyzer/plimsoll.h)
# Of the shared library's interface: one more when a function or a struct of plimsoll.h changes so that old programs break.
SOVERSION := 0
comma := ,
HELP  := $(filter-out $(wildcard tests/test_*.c),$(wildcard tests/*.c))
obj    = $(patsubst %,$(B)/%.o,$(basename $(1)))

all: build/plimsoll build/plimsoll-probe
build/plimsoll build/plimsoll-probe: build/%: $(B)/%
	@cp -f $< $@
$(B)/libplimsoll.a: $(call obj,$(LIB)) $(B)/embedded.o $(B)/built_in.o
	@rm -f $@
	$(AR) rcs $@ $^
# What plimsoll.h declares, and of the archive what that needs: no libcurl.
API := $(shell sed -n 's/^PLIMSOLL_API.*[ *]\(plimsoll_[a-z_]*\)[()].*/\1/p' analyzer/plimsoll.h)
$(B)/libplimsoll.so: $(B)/libplimsoll.a analyzer/plimsoll.map
	$(CC) $(CFLAGS_$(V)) $(filter-out -pie,$(LDFLAGS_$(V))) -shared -Wl,-soname,libplimsoll.so.$(SOVERSION) -Wl,-z,defs \
	    -Wl,--version-script=analyzer/plimsoll.map $(addprefix -Wl$(comma)-u$(comma),$(API)) \
	    $(LDFLAGS) -o $@ $< $(filter-out -lcurl,$(LDLIBS))
$(B)/plimsoll: $(call obj,$(CLI)) $(B)/libplimsoll.a
	@rm -f $@
	$(if $(STATIC),$(CC) $(CFLAGS_$(V)) $(filter-out -pie,$(LDFLAGS_$(V))) $(STATIC) $(LDFLAGS) -o $@ $^ $(ARCHIVES) \
	    2>/dev/null || echo "no archive of a library: linked dynamically (slower to start)";) [ -e $@ ] || \
	    $(CC) $(CFLAGS_$(V)) $(LDFLAGS_$(V)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
# The same with the transport and libcurl, for the commands that talk to a network (cli/network.c).
$(B)/plimsoll-probe: $(call obj,$(CLI)) $(B)/libplimsoll.a
	$(CC) $(CFLAGS_$(V)) $(LDFLAGS_$(V)) -Wl,-u,pl_transport_open -Wl,-u,pl_server_run -Wl,-u,pl_listeners_add $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/test_%: $(B)/tests/test_%.o $(call obj,$(HELP)) $(B)/libplimsoll.a
	$(CC) $(CFLAGS_$(V)) $(LDFLAGS_$(V)) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(shell pkg-config --libs cmocka libcjson)
$(B)/fuzz_multipart: MUTATOR := -DMUTATOR=pl_mutate_multipart
$(B)/fuzz_har: MUTATOR := -DMUTATOR=pl_mutate_har
$(B)/fuzz_%: tests/fuzz/fuzz.c $(call obj,$(FUZZED)) $(B)/libplimsoll.a
	$(CC) -std=c11 $(CPPFLAGS) $(CFLAGS_$(V)) $(MUTATOR) -DTARGET=pl_fuzz_$* $(LDFLAGS_$(V)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/misbehave: $(B)/tests/fixture/misbehave.o
	$(CC) $(CFLAGS_$(V)) $(LDFLAGS_$(V)) $(LDFLAGS) -o $@ $^
$(B)/replay: $(B)/tests/fuzz/replay.o $(call obj,$(FUZZED)) $(B)/libplimsoll.a
	$(CC) $(CFLAGS_$(V)) $(LDFLAGS_$(V)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 $(CPPFLAGS) $(WARN) $(WERROR) $(CFLAGS_$(V)) $(CFLAGS) -MMD -MP -c -o $@ $<
$(B)/analyzer/base/scan.o: CFLAGS_release += -O3
$(B)/analyzer/report/html_style.o: analyzer/report/html.css

# The rules go into the binary compiled, by a step that knows what it takes to compile one.
COMPILER := $(call obj,tools/compile_rules.c $(filter analyzer/base/% analyzer/parse/% analyzer/fact/% analyzer/rule/%,$(LIB)))
$(B)/compile_rules: $(COMPILER) $(B)/embedded.o
	$(CC) $(CFLAGS_$(V)) $(subst fuzzer,fuzzer-no-link,$(LDFLAGS_$(V))) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/built_in.c: $(B)/compile_rules $(RULES)
	$< rules > $@.new && mv $@.new $@
$(B)/built_in.o: $(B)/built_in.c Makefile
	$(CC) -std=c11 $(CPPFLAGS) $(WARN) $(WERROR) -Wno-overlength-strings $(CFLAGS_$(V)) $(CFLAGS) -c -o $@ $<

# What else is data goes in as it is; the table is sorted by path.
$(B)/embedded.S: $(DATA) Makefile
	@mkdir -p $(@D)
	@awk 'BEGIN { print ".section .rodata"; n = 0; \
	    for (i = 1; i < ARGC; i++) { f = ARGV[i]; \
	        printf "p%d: .asciz \"%s\"\nb%d: .incbin \"%s\"\ne%d: .byte 0\n", i, f, i, f, i } \
	    print ".section .data.rel.ro,\"aw\"\n.balign 8\n.globl pl_embedded_files\n.hidden pl_embedded_files\npl_embedded_files:"; \
	    for (i = 1; i < ARGC; i++) printf ".quad p%d, b%d, e%d\n", i, i, i; \
	    print ".quad 0, 0, 0\n.section .note.GNU-stack,\"\",@progbits" }' $(DATA) > $@
$(B)/embedded.o: $(B)/embedded.S
	$(CC) -c -o $@ $<

# One file that runs in an empty image: no shared library, and libmagic's database within. What talks to a network is not in it.
MAGIC := $(firstword $(wildcard /usr/share/misc/magic.mgc /usr/lib/file/magic.mgc /usr/share/file/magic.mgc))
static: setup
	@$(MAKE) -s --no-print-directory build/static/plimsoll
build/static/plimsoll: $(call obj,$(CLI)) $(B)/libplimsoll.a build/static/magic.o
	$(CC) $(CFLAGS_$(V)) $(filter-out -pie,$(LDFLAGS_$(V))) -static-pie -s $(LDFLAGS) -o $@ $^ $(ARCHIVES)
build/static/magic.o: $(MAGIC) Makefile
	@mkdir -p $(@D)
	@[ -n "$(MAGIC)" ] || { echo "libmagic's database, magic.mgc, is not on this machine"; exit 1; }
	printf '%s\n' '.section .rodata' '.globl pl_magic_database, pl_magic_database_end' '.balign 4096' 'pl_magic_database:' \
	    '.incbin "$(MAGIC)"' 'pl_magic_database_end:' '.byte 0' '.section .note.GNU-stack,"",@progbits' | $(CC) -xassembler -c -o $@ -

# Installs what pkg-config and the headers do not already answer for; asks nothing.
DEBIAN := build-essential pkg-config libcurl4-openssl-dev libmagic-dev libcmocka-dev zlib1g-dev libbrotli-dev \
          libzstd-dev libxxhash-dev libexpat1-dev nettle-dev libyaml-dev libcjson-dev libbz2-dev liblzma-dev libnghttp2-dev
setup:
	@pkg-config --exists $(PACKAGES) cmocka libcjson 2>/dev/null && echo '#include <magic.h>' | $(CC) -E - >/dev/null 2>&1 || { \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y $(DEBIAN); }

# Two makes: pkg-config must answer before the flags are read.
test: setup
	@$(MAKE) -s --no-print-directory run-tests
run-tests: $(TESTS) $(B)/replay $(B)/misbehave $(B)/plimsoll $(B)/plimsoll-probe
	@tests/run.sh $(TESTS) fuzz-seeds=$(B)/replay rules-test='$(B)/plimsoll rules --test samples' \
	    exchanges='$(B)/plimsoll explain --test samples/exchanges' \
	    cli='tests/cli.sh $(B)/plimsoll' \
	    scale='tests/scale.sh $(B)/plimsoll' \
	    library='$(if $(filter asan,$(V)),echo programs of others are linked without a sanitizer; exit 77,CC="$(CC)" tests/library.sh V=$(V) B=$(B))' reports='tests/reports.sh $(B)/plimsoll' capture='tests/capture.sh $(B)/plimsoll' ci='tests/ci.sh $(B)/plimsoll' \
	    curl-wire='command -v python3 >/dev/null || { echo python3 is not installed; exit 77; }; python3 tests/curl_wire.py $(B)/plimsoll' \
	    differential='command -v python3 >/dev/null || { echo python3 is not installed; exit 77; }; python3 tests/differential.py $(B)/plimsoll' \
	    secrets='tests/secrets.sh $(B)/plimsoll' $(if $(filter asan,$(V)),,faults='tests/faults.sh $(B)/plimsoll') \
	    examples='PATH=$$PWD/$(B):$$PATH tests/examples.sh $(EXAMPLES)' \
	    probe='tests/probe.sh $(B)/plimsoll $(B)/misbehave' gateways='tests/gateways/probe.sh $(B)/plimsoll'

# Puts what the examples print now into the documents; review with git diff.
expect: setup
	@$(MAKE) -s --no-print-directory all
	@PATH=$$PWD/build:$$PATH tests/examples.sh --write $(EXAMPLES)

# Public suites of other projects, where their folder is.
corpora: setup
	@$(MAKE) -s --no-print-directory all
	@tests/corpora/run.sh build/plimsoll $(CORPORA)

# The real servers of tests/gateways: installs those that are not here yet, leaves none running, and probes each with its default
# limit and with an odd one; then the options that need another server behind it, or time.
gateways: setup
	@tests/gateways/install.sh
	@$(MAKE) -s --no-print-directory all
	@tests/gateways/probe.sh build/plimsoll all
	@tests/gateways/options.sh build/plimsoll

tools:
	@tests/tools.sh

# What is endless, enormous or no file, the very large ones with it.
faults: setup
	@$(MAKE) -s --no-print-directory all
	@tests/faults.sh build/plimsoll all

# Every target from its seeds, with libFuzzer; an input that breaks something stays in build/fuzz/.
fuzz:
	@$(MAKE) -s --no-print-directory setup
	@clang -fsanitize=fuzzer,address -x c -c /dev/null -o /dev/null && \
	    clang -fsanitize=fuzzer,address -xc /dev/null -o /dev/null 2>&1 | grep -q 'LLVMFuzzerTestOneInput' || { \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y clang libclang-rt-dev; }
	@$(MAKE) -s --no-print-directory V=fuzz CC=clang fuzz-targets
	@tests/fuzz/run.sh build/fuzz $(SECONDS) $(FUZZ)
fuzz-targets: $(patsubst %,$(B)/fuzz_%,$(FUZZ))

# The seed thread, with files of true size.
demo: setup
	@$(MAKE) -s --no-print-directory all build/thread/multipart.http
	@samples/thread/demo.sh build/plimsoll build/thread
build/thread/multipart.http: samples/thread/make.sh
	@samples/thread/make.sh build/thread

# The scoreboard: what check takes beside other programs in the same run, the memory of capture, and what probe costs on each real server.
# PART=json is that part alone (tests/bench/bench.sh has their names); bench-huge: 10 GiB through standard input.
PEERS := measure chunked clients $(shell pkg-config --exists modsecurity 2>/dev/null && echo modsecurity_check) \
         $(shell pkg-config --exists simdjson 2>/dev/null && command -v $(CXX) >/dev/null && echo simdjson_validate)
build/bench/modsecurity_check: BENCH_LIBS := -lmodsecurity
build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARN) $(WERROR) -O2 -o $@ $< $(BENCH_LIBS)
build/bench/%: tests/bench/%.cpp
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -Wall -Wextra $(WERROR) -O2 -o $@ $< -lsimdjson
bench bench-huge: setup
	@$(MAKE) -s --no-print-directory all $(addprefix build/bench/,$(PEERS))
	@tests/bench/bench.sh build/plimsoll $(if $(filter bench-huge,$@),huge,$(PART))
	@$(if $(filter bench,$@),$(if $(PART),,tests/gateways/probe.sh build/plimsoll bench))

# What five fixed runs take in instructions, which is the same on a busy machine; bench-keep: as it is now from here on.
bench-check bench-keep: setup
	@command -v valgrind >/dev/null || { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y valgrind; }
	@$(MAKE) -s --no-print-directory all
	@CC="$(CC)" tests/bench/instructions.sh build/plimsoll bench/instructions.tsv $(if $(filter bench-keep,$@),write)

# The pages of man/, with what the program says of its commands, options, facts and gateways put in.
man: all
	@$(MAKE) -s --no-print-directory $(PAGES)
build/man/%: man/%.in man/page.awk build/plimsoll
	@mkdir -p $(@D)
	@awk -v plimsoll=build/plimsoll -f man/page.awk $< > $@.new && mv $@.new $@

install: man install-library
	install -D -m 755 build/plimsoll $(DESTDIR)$(PREFIX)/bin/plimsoll
	install -D -m 755 build/plimsoll-probe $(DESTDIR)$(PREFIX)/bin/plimsoll-probe
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	build/plimsoll --completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/plimsoll
	build/plimsoll --completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_plimsoll
	build/plimsoll --completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/plimsoll.fish
	for page in $(PAGES); do \
	    install -D -m 644 "$$page" "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}" || exit 1; done

# Debian packages of what is committed, built in a copy: build/deb/*.deb.
deb: setup
	@command -v dh >/dev/null && command -v lintian >/dev/null || { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y dpkg-dev debhelper fakeroot lintian; }
	@rm -rf build/deb && mkdir -p build/deb/plimsoll
	@git ls-files -z | xargs -0 cp --parents -t build/deb/plimsoll
	cd build/deb/plimsoll && dpkg-buildpackage -us -uc -b -d -j2 >../build.log 2>&1 || { tail -30 ../build.log; exit 1; }
	@rm -rf build/deb/plimsoll
	lintian --fail-on error,warning --allow-root build/deb/*.changes

# plimsoll.h with the library, static and shared; programs are linked with `pkg-config --libs plimsoll`.
install-library: $(B)/libplimsoll.a $(B)/libplimsoll.so
	install -D -m 644 analyzer/plimsoll.h $(DESTDIR)$(PREFIX)/include/plimsoll.h
	install -D -m 644 $(B)/libplimsoll.a $(DESTDIR)$(LIBDIR)/libplimsoll.a
	install -m 644 $(B)/libplimsoll.so $(DESTDIR)$(LIBDIR)/libplimsoll.so.$(VERSION)
	ln -sf libplimsoll.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libplimsoll.so.$(SOVERSION)
	ln -sf libplimsoll.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libplimsoll.so
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	printf '%s\n' 'prefix=$(PREFIX)' 'includedir=$${prefix}/include' 'libdir=$(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))' \
	    'Name: plimsoll' 'Description: inspects an HTTP request before it is sent' 'Version: $(VERSION)' \
	    'Requires.private: $(filter-out libcurl,$(PACKAGES))' 'Cflags: -I$${includedir}' \
	    'Libs: -L$${libdir} -lplimsoll' 'Libs.private: -lm -pthread' > $(DESTDIR)$(LIBDIR)/pkgconfig/plimsoll.pc

# gcc's own analyzer over all of analyzer/; it follows calls within a file best where little is inlined, at -O1.
analyze: setup
	@$(MAKE) -s --no-print-directory B=build/analyze CC=gcc WERROR=-Werror CFLAGS_release='-O1 -fanalyzer -fvisibility=hidden' analyzed
analyzed: $(call obj,$(LIB) $(CLI))

# Everything compiled and linked by both compilers, then what no compiler says. Whoever gives WERROR, as .ci/run does, has held
# the release build to it, and gcc's is not made twice.
lint: setup
	@command -v clang >/dev/null || { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y clang; }
	@$(MAKE) -s --no-print-directory $(if $(WERROR),,B=build/lint-gcc) CC=gcc WERROR=-Werror LDFLAGS=-Wl,--fatal-warnings programs
	@$(MAKE) -s --no-print-directory B=build/lint-clang CC=clang CFLAGS=-O1 WERROR=-Werror LDFLAGS=-Wl,--fatal-warnings programs
	@$(MAKE) -s --no-print-directory man
	@tests/lint/lint.sh
programs: $(TESTS) $(B)/replay $(B)/misbehave $(B)/plimsoll $(B)/plimsoll-probe $(B)/libplimsoll.so

clean:
	rm -rf build
.PHONY: all clean setup demo static deb bench bench-huge bench-check bench-keep man install install-library test run-tests expect corpora gateways tools faults fuzz fuzz-targets lint analyze analyzed programs
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
