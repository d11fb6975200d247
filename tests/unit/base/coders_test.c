/* coders_test.c - the coders against CPython's codecs, by hashes over random input. */
#include "unit.h"

#include "base/coders.h"

#include "base/coders_vectors.h"

typedef struct Probe {
    Decoder  decoder;    /* first, as Encoder below: fault finds the probe by it */
    uint64_t hash;
} Probe;

typedef struct EncodeProbe {
    Encoder  encoder;
    uint64_t hash;
} EncodeProbe;

static uint64_t state;

static size_t pick(size_t limit)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (size_t)(state >> 33) % limit;
}

static void add(uint64_t *hash, size_t word)
{
    *hash = (*hash ^ (uint32_t)word) * 0x100000001B3ull;
}

static void add_bytes(uint64_t *hash, const uint8_t *bytes, size_t size)
{
    add(hash, size);
    for (size_t i = 0; i < size; i++)
        add(hash, bytes[i]);
}

static bool record(Decoder *decoder, size_t start, size_t end, const char *reason)
{
    Probe *probe = (Probe *)decoder;
    add(&probe->hash, start);
    add(&probe->hash, end);
    add_bytes(&probe->hash, (const uint8_t *)reason, strlen(reason));
    decoder->at = end;
    return decoder_put(decoder, 0xFFFD);
}

static bool record_encode(Encoder *encoder, size_t start, size_t end, const char *reason)
{
    EncodeProbe *probe = (EncodeProbe *)encoder;
    add(&probe->hash, start);
    add(&probe->hash, end);
    add_bytes(&probe->hash, (const uint8_t *)reason, strlen(reason));
    encoder->at = end;
    return encoder_put(encoder, '?');
}

static const struct {
    const char *name;
    bool (*decode)(Decoder *decoder);
    bool (*encode)(Encoder *encoder);
    int    order;
} coders[] = {
    {"utf_8", decode_utf8, encode_utf8, 0},           {"utf_16_le", decode_utf16, encode_utf16, -1},
    {"utf_16_be", decode_utf16, encode_utf16, 1},     {"utf_16", decode_utf16, encode_utf16, 0},
    {"utf_32_le", decode_utf32, encode_utf32, -1},    {"utf_32_be", decode_utf32, encode_utf32, 1},
    {"utf_7", decode_utf7, encode_utf7, 0},           {"ascii", decode_ascii, encode_ascii, 0},
    {"unicode_escape", decode_unicode_escape, encode_unicode_escape, 0},
    {"raw_unicode_escape", decode_raw_unicode_escape, encode_raw_unicode_escape, 0},
};

TEST(decoders_tell_cpythons_errors_and_texts)
{
    for (size_t k = 0; k < countof(coder_vectors); k++) {
        Probe probe = {.hash = 0xCBF29CE484222325ull};
        CHECK(!strcmp(coders[k].name, coder_vectors[k].name));
        state = 99;
        for (int round = 0; round < 3000; round++) {
            uint8_t data[16];
            size_t size = pick(16);
            for (size_t i = 0; i < size; i++)
                data[i] = (uint8_t)coder_vectors[k].pool[pick(coder_vectors[k].size)];
            for (int final = 1; final >= 0; final--) {
                probe.decoder = (Decoder){.data = data, .size = size, .final = final, .out = {.from = from},
                                          .fault = record, .byte_order = coders[k].order};
                CHECK(coders[k].decode(&probe.decoder));
                add(&probe.hash, probe.decoder.out.length);
                for (size_t i = 0; i < probe.decoder.out.length; i++)
                    add(&probe.hash, probe.decoder.out.items[i]);
                add(&probe.hash, probe.decoder.at);
                code_points_free(&probe.decoder.out);
            }
        }
        if (probe.hash != coder_vectors[k].decoded)
            unit_fail(__FILE__, __LINE__, coders[k].name);
    }
}

TEST(encoders_tell_cpythons_errors_and_bytes)
{
    for (size_t k = 0; k < countof(coder_vectors); k++) {
        EncodeProbe probe = {.hash = 0xCBF29CE484222325ull};
        state = 99;
        for (int round = 0; round < 2000; round++) {
            uint32_t text[10];
            size_t length = pick(10);
            for (size_t i = 0; i < length; i++)
                text[i] = coder_texts[pick(countof(coder_texts))];
            probe.encoder = (Encoder){.kind = 4, .text = text, .length = length, .out = {.from = from},
                                      .fault = record_encode, .byte_order = coders[k].order};
            CHECK(coders[k].encode(&probe.encoder));
            add_bytes(&probe.hash, probe.encoder.out.items, probe.encoder.out.length);
            byte_sink_free(&probe.encoder.out);
        }
        if (probe.hash != coder_vectors[k].encoded)
            unit_fail(__FILE__, __LINE__, coders[k].name);
    }
}

TEST(encoding_names_are_normalized)
{
    char name[12];
    CHECK(encoding_normalize("UTF-8", 5, name, sizeof name) && !strcmp(name, "utf_8"));
    CHECK(encoding_normalize("  iso 8859--1 ", 14, name, sizeof name) && !strcmp(name, "iso_8859_1"));
    CHECK(!encoding_normalize("much-too-long-a-name", 20, name, sizeof name));
}
