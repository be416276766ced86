# tests/arm64/cross.mk - sets the variables for CROSS=arm64. The Makefile includes it.
#
# The compiler, its glibc and the kernel's headers are Debian's packages for cross-building.
# libev, inih and musl are Debian's packages for arm64, which debian.sh unpacks into
# build/arm64/debian, so the host's list of packages stays as it is.
ifneq ($(CROSS),arm64)
$(error CROSS=$(CROSS): the only other architecture is arm64)
endif
CROSS_COMPILE := aarch64-linux-gnu-
HOST_CC := $(CC)
override CC := $(filter %ccache,$(CC)) $(CROSS_COMPILE)gcc
BUILD   := build/arm64
DEBIAN  := $(BUILD)/debian
HEADERS := $(DEBIAN)/unpacked
LIBC_FLAGS := -isystem $(DEBIAN)/usr/include
MULTIARCH  := aarch64-linux-gnu
MUSL_CC    := $(CROSS_COMPILE)gcc -specs=$(DEBIAN)/musl-gcc.specs
# Runs the program, which prints lists of the man pages.
EMULATOR   := $(if $(filter aarch64,$(shell uname -m)),,qemu-aarch64-static)
KERNEL_HEADERS  := /usr/$(MULTIARCH)/include
LIBRARY_HEADERS := $(DEBIAN)/usr/include
debian_archive = $(DEBIAN)/usr/lib/$(MULTIARCH)/lib$(1).a
ARCHIVES := $(call debian_archive,ev) $(call debian_archive,inih)

$(DEBIAN)/unpacked: tests/arm64/debian.sh
	$(call show,GET,$(DEBIAN))sh tests/arm64/debian.sh $(DEBIAN)
$(ARCHIVES): $(DEBIAN)/unpacked ;
