/* library_data.S - the embedded library's two blobs, made by tools/library/make_library.c. SPDX-License-Identifier: MIT */
    .section .rodata
    .balign 16
    .globl library_blob
    .hidden library_blob
    .type library_blob, @object
library_blob:
    .incbin "library_blob.bin"
    .size library_blob, . - library_blob
    .balign 16
    .globl library_sources
    .hidden library_sources
    .type library_sources, @object
library_sources:
    .incbin "library_sources.bin"
    .size library_sources, . - library_sources
    .section .note.GNU-stack,"",@progbits
