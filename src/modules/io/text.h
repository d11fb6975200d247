/* text.h - TextIOWrapper: its struct and what its files give each other; and the newline translation.
 *
 *     read:   buffer.read1() -> bytes -> decoder -> newline translation -> decoded, of which `used` characters are gone
 *     write:  str -> newline translation -> encoder -> waiting bytes -> buffer.write()
 *
 * UTF-8, ASCII and Latin-1 are coded here (`native`) as long as every byte is good: no codec object is made, no module
 * imported. At the first error the codec's own objects take over, with the state that had been reached, so that messages and
 * error handlers are theirs.
 *
 * snapshot: the bytes from which `decoded` was made and the decoder's flags before them; tell() goes on from there.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "modules/io/io.h"
#include "objects/str.h"

enum { SEEN_CR = 1, SEEN_LF = 2, SEEN_CRLF = 4, SEEN_ALL = 7 };

typedef struct Newlines {
    bool    translates;            /* \r and \r\n become \n */
    bool    pending_cr;            /* a \r came last: what follows decides */
    uint8_t seen;                  /* SEEN_... */
} Newlines;

/* Takes text (a str), answers it translated; final: nothing follows. 0: MemoryError. */
Value newlines_decode(Vm *vm, Newlines *state, Taken text, bool final);
Value newlines_seen(Vm *vm, const Newlines *state);   /* the attribute `newlines` */

typedef enum Native { NATIVE_NONE, NATIVE_UTF8, NATIVE_ASCII, NATIVE_LATIN1 } Native;

typedef struct TextIo {
    IoBase   base;
    Value    buffer;               /* 0: not initialised, or detached */
    Value    encoding, errors;     /* strs */
    Value    encoder, decoder;     /* codec objects; 0: none, or native */
    Value    read_newline;         /* str; 0: None */
    const char *write_newline;     /* what \n becomes; NULL: stays */
    bool     is_ready, is_detached, line_buffering, write_through, read_universal, read_translates, write_translates;
    bool     seekable, has_read1, telling, finalizing, at_start;   /* at_start: the encoder's byte order mark is due */
    bool     can_read, can_write;
    uint8_t  native;               /* Native: how bytes are decoded */
    uint8_t  native_write;         /* and encoded */
    uint8_t  tail_size;            /* bytes of a character that is not complete yet */
    char     tail[4];
    Newlines newlines;             /* of the native decoder */
    int64_t  chunk_size;
    char    *waiting;              /* encoded, not handed to the buffer yet */
    size_t   waiting_size, waiting_room;
    Value    decoded;              /* str; 0: none */
    size_t   used;
    Value    snapshot;             /* bytes; 0: none */
    int64_t  snapshot_flags;
    double   bytes_per_char;
} TextIo;

static inline TextIo *as_text_io(Value v) { return (TextIo *)object_of(v); }
static inline bool is_exact_text_io(Value v) { return has_shape(v, SHAPE_TEXT_IO_WRAPPER); }

/* textio.c */
bool  text_check(Vm *vm, TextIo *self);              /* initialised, attached */
bool  text_check_open(Vm *vm, Value self);           /* and not closed */

/* text_codec.c */
Native text_native_of(Value encoding);
Value text_codec_info(Vm *vm, Value encoding);       /* codecs.lookup; LookupError if it is no text encoding */
bool  text_make_decoder(Vm *vm, TextIo *self);       /* the codec's objects, wrapped for newlines if need be */
bool  text_make_encoder(Vm *vm, TextIo *self);
/* str of size bytes; in the decoder's state, which moves. */
Value text_decode(Vm *vm, TextIo *self, const char *data, size_t size, bool final);
bool  text_get_state(Vm *vm, TextIo *self, Value *bytes, int64_t *flags);
bool  text_set_state(Vm *vm, TextIo *self, const char *data, size_t size, int64_t flags);
bool  text_reset_decoder(Vm *vm, TextIo *self);
bool  text_reset_encoder(Vm *vm, TextIo *self, bool at_start);
/* Appends the encoded text to what waits. */
bool  text_encode(Vm *vm, TextIo *self, Value text);

/* text_write.c */
bool  text_flush_waiting(Vm *vm, TextIo *self);
Value text_write_row(Vm *vm, const Value *arg, size_t count);

/* text_read.c */
void  text_set_decoded(Vm *vm, TextIo *self, Taken text /* 0: none */);
void  text_drop_snapshot(Vm *vm, TextIo *self);
Value text_readline(Vm *vm, TextIo *self, int64_t limit);
Value text_read_row(Vm *vm, const Value *arg, size_t count);
Value text_readline_row(Vm *vm, const Value *arg, size_t count);
Value text_next(Vm *vm, Value self);
/* The end of the first line of text[start, end): index behind it, -1 if there is none, then *consumed is how far nothing more
 * need be looked at. */
int64_t text_line_end(const Str *text, size_t start, size_t end, bool translated, bool universal, const Str *newline,
                      size_t *consumed);

/* text_seek.c */
Value text_seek_row(Vm *vm, const Value *arg, size_t count);
Value text_tell_row(Vm *vm, const Value *arg, size_t count);
