# CorePy's build. `make help` lists the targets; `make BUILD=dir MODE=asan` builds another tree.
# A folder of src/ is a layer, in this order from the lowest; tools/check_layers.py holds it so.
LAYERS := base host memory objects code syntax compile vm runtime modules core bindings embed

MODE  ?= release
BUILD ?= build/$(MODE)
CC    ?= gcc
CCACHE := $(shell command -v ccache)

WARN := -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Wmissing-prototypes \
        -Wvla -Wno-override-init -Werror
BASE := -std=gnu11 -fno-strict-aliasing -fvisibility=hidden -fPIC -Iinclude -Isrc -I$(BUILD)/gen -Itests/unit -g -pthread
CLANG_ONLY := -Wno-missing-braces -Wno-initializer-overrides -mllvm -tail-dup-pred-size=5000 -mllvm -tail-dup-succ-size=5000

OPT_release := -O2 -DNDEBUG
OPT_debug   := -O1 -DCOREPY_CHECK
OPT_asan    := -O1 -DCOREPY_CHECK -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT_fuzz    := -O1 -DCOREPY_CHECK -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined
OPT_tsan    := -O1 -DNDEBUG -fsanitize=thread
CFLAGS = $(BASE) $(WARN) $(OPT_$(MODE)) $(if $(findstring clang,$(CC)),$(CLANG_ONLY))
LDFLAGS = -pthread $(OPT_$(MODE))
LIBS = $(if $(filter gmp,$(NATURAL)),-lgmp) -lz -lm

# The limb loops under base/natural.h: gmp, or c where nothing but libc may be linked.
NATURAL ?= gmp
OTHER_KERNEL := src/base/natural_kernel_$(if $(filter gmp,$(NATURAL)),c,gmp).c
SOURCES := $(filter-out $(OTHER_KERNEL),$(sort $(foreach l,$(LAYERS),$(shell find src/$l -name '*.c' 2>/dev/null))))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/gen/names.o
LIBRARY_OBJECTS := $(BUILD)/gen/library_index.o $(BUILD)/gen/library_data.o
TESTS   := $(sort $(shell find tests/unit -name '*.c'))
TEST_OBJECTS := $(TESTS:%.c=$(BUILD)/%.o)

.PHONY: all unit clean help deps demo test check objects
all: $(BUILD)/corepy

## demo: installs what is missing, builds, runs examples/ as a script and from a C host
demo: deps
	@$(MAKE) --no-print-directory -s -j$(shell nproc) all
	$(BUILD)/corepy examples/report/report.py

## test: unit and behaviour tests, under a minute once built
test: $(BUILD)/unit $(BUILD)/corepy
	@python3 tests/run.py --unit $(BUILD)/unit --python $(BUILD)/corepy

## sanitize: the tests under AddressSanitizer and UBSan
.PHONY: sanitize
sanitize:
	@$(MAKE) --no-print-directory -s MODE=asan all unit
	@$(MAKE) --no-print-directory -s MODE=asan test

## check: all that CI runs
check: deps
	@tests/check.sh

# What the build needs of Debian 12; the second compiler is for `make check` alone.
PACKAGES := gcc libc6-dev libgmp-dev zlib1g-dev python3
deps:
	@tools/install_packages.sh $(PACKAGES) $(if $(filter check,$(MAKECMDGOALS)),clang-19)
objects: $(OBJECTS)

help:
	@sed -n 's/^## //p' Makefile

# Only the host sees the system's own extensions.
$(BUILD)/src/host/%.o: BASE += -D_GNU_SOURCE
# Packing fp and pc into one vector register for a double store costs a move in every instruction of the loop.
$(BUILD)/src/vm/loop.o: BASE += -fno-tree-slp-vectorize $(if $(findstring clang,$(CC)),,-fno-crossjumping)

$(BUILD)/%.o: %.c | generated
	@mkdir -p $(@D)
	$(CCACHE) $(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/libcorepy.a: $(OBJECTS) $(LIBRARY_OBJECTS)
	@rm -f $@; ar rcs $@ $^

COMMAND_OBJECTS := $(BUILD)/cmd/corepy/main.o
$(BUILD)/corepy: $(COMMAND_OBJECTS) $(BUILD)/libcorepy.a
	$(CC) $(LDFLAGS) $(COMMAND_OBJECTS) $(BUILD)/libcorepy.a $(LIBS) -o $@

## unit: builds the C unit tests; run them with build/MODE/unit [name...]
unit: $(BUILD)/unit
$(BUILD)/unit: $(TEST_OBJECTS) $(BUILD)/libcorepy.a
	$(CC) $(LDFLAGS) $(TEST_OBJECTS) $(BUILD)/libcorepy.a $(LIBS) -o $@

## unit-kernels: the unit tests over the kernel that NATURAL did not choose
.PHONY: unit-kernels
unit-kernels: $(BUILD)/unit-kernels
$(BUILD)/unit-kernels: $(TEST_OBJECTS) $(BUILD)/$(OTHER_KERNEL:.c=.o) $(BUILD)/libcorepy.a
	$(CC) $(LDFLAGS) $^ -lgmp -lm -o $@

## frontend: builds the compiler's development driver (tests/tools/frontend.c)
FRONTEND_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/tools/frontend*.c))
.PHONY: frontend
frontend: $(BUILD)/frontend
$(BUILD)/frontend: $(FRONTEND_OBJECTS) $(BUILD)/libcorepy.a
	$(CC) $(LDFLAGS) $(FRONTEND_OBJECTS) $(BUILD)/libcorepy.a $(LIBS) -o $@

## fuzz-NAME: builds tests/fuzz/NAME_fuzz.c with clang; run build/fuzz/NAME_fuzz CORPUS_DIR
.PHONY: fuzz-%
fuzz-%:
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang-19 build/fuzz/$*_fuzz
# What of code/ knows values belongs to the runtime: the front end knows nothing of it.
RUNTIME_CODE := $(shell grep -l '"objects/\|"memory/' src/code/*.c)
FRONT_END_OBJECTS := $(filter-out $(RUNTIME_CODE:%.c=$(BUILD)/%.o),$(foreach l,base code syntax compile,$(filter $(BUILD)/src/$l/%,$(OBJECTS))))
build/fuzz/%_fuzz: build/fuzz/tests/fuzz/%_fuzz.o $(FRONT_END_OBJECTS)
	$(CC) $(LDFLAGS) -fsanitize=fuzzer $^ $(LIBS) -o $@

# Generated sources: the powers of ten, and the constant names that C code mentions.
NAME_SOURCES := $(shell find src -name '*.c' -o -name '*.h' -o -name '*.def')
.PHONY: generated
generated: $(BUILD)/gen/names.stamp $(BUILD)/gen/powers_of_ten.h $(BUILD)/gen/grammar_tables.h $(BUILD)/gen/library_version.h
$(BUILD)/gen/grammar_tables.h: src/syntax/grammar.peg tools/make_grammar.py
	@mkdir -p $(BUILD)/gen
	@python3 tools/make_grammar.py $< > $@
$(BUILD)/gen/powers_of_ten.h: tools/make_powers_of_ten.py
	@mkdir -p $(BUILD)/gen
	@python3 $< > $@
$(BUILD)/gen/names.stamp: tools/make_names.py $(NAME_SOURCES)
	@mkdir -p $(BUILD)/gen
	@python3 tools/make_names.py $(BUILD)/gen $(NAME_SOURCES)
	@touch $@
$(BUILD)/gen/names.o: $(BUILD)/gen/names.c
	$(CCACHE) $(CC) $(CFLAGS) -c $< -o $@
$(BUILD)/gen/names.c: generated ;

# The embedded standard library: fetched, compiled by our own compiler, linked in as constant data.
LIBRARY := build/library
PYTHON_FILES := $(shell find python -name '*.py')
FRONT_END := $(filter $(BUILD)/src/base/% $(BUILD)/src/code/% $(BUILD)/src/syntax/% $(BUILD)/src/compile/%,$(OBJECTS))
$(LIBRARY)/done: tools/fetch_library.sh tools/library.pins
	tools/fetch_library.sh $(LIBRARY)
$(BUILD)/gen/library_version.h: $(LIBRARY)/done tools/make_library_version.sh
	@mkdir -p $(@D)
	@tools/make_library_version.sh $(LIBRARY)/version > $@
$(BUILD)/libfront.a: $(FRONT_END)
	@rm -f $@; ar rcs $@ $^
$(BUILD)/make_library: $(BUILD)/tools/library/make_library.o $(BUILD)/libfront.a
	$(CC) $(LDFLAGS) $^ $(LIBS) -o $@
$(BUILD)/gen/library_index.c: $(BUILD)/make_library $(LIBRARY)/done $(PYTHON_FILES)
	ASAN_OPTIONS=detect_leaks=0 $(BUILD)/make_library $(BUILD)/gen $(LIBRARY)/lib/python3.14 python
$(BUILD)/gen/library_index.o: $(BUILD)/gen/library_index.c
	$(CC) $(CFLAGS) -c $< -o $@
$(BUILD)/gen/library_data.o: src/runtime/library_data.S $(BUILD)/gen/library_index.c
	$(CC) -Wa,-I$(BUILD)/gen -c $< -o $@

## structure: refuses upward includes, writable data, and calls of the system outside src/host
.PHONY: structure
structure: $(BUILD)/libcorepy.a
	python3 tools/check_layers.py $(LAYERS)
	python3 tools/check_symbols.py $(BUILD)

clean:
	rm -rf build

-include $(BUILD)/tools/library/make_library.d $(OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d) $(FRONTEND_OBJECTS:.o=.d)
