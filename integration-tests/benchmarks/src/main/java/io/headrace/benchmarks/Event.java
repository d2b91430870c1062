package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.codec.Codec;

/**
 * What every message carries. All but {@code at} follow from {@code seq}, so that a handler can tell whether it got what
 * was sent.
 *
 * @param seq    number within its stream, from 0
 * @param at     when it was meant to be sent, by {@link System#nanoTime}; 0 if it was sent beforehand
 * @param amount a number that follows from {@code seq}
 * @param note   makes the message as long as it shall be
 */
record Event(int seq, long at, String user, String page, int amount, String note) {
    /** The one way in which all contenders decode. */
    static final Codec<Event> CODEC = Codec.json(Event.class);

    /** The JSON of one event, filled up to this many bytes. */
    static byte[] json(int seq, long at, int bytes) {
        String head = "{\"seq\":" + seq + ",\"at\":" + at + ",\"user\":\"" + user(seq) + "\",\"page\":\"" + page(seq)
                + "\",\"amount\":" + amount(seq) + ",\"note\":\"";
        String tail = "\"}";
        return (head + "n".repeat(Math.max(0, bytes - head.length() - tail.length())) + tail).getBytes(US_ASCII);
    }

    /** One event whose JSON has this many bytes. */
    static Event of(int seq, int bytes) {
        String note = "n".repeat(Math.max(0, bytes - json(seq, 0, 0).length));
        return new Event(seq, 0, user(seq), page(seq), amount(seq), note);
    }

    /** Whether it carries the amount that it should. */
    boolean isIntact() {
        return amount == amount(seq);
    }

    /** Whether it is of the one in a hundred whose first attempt fails. */
    boolean failsOnce() {
        return mix(seq) % 100 == 0;
    }

    private static String user(int seq) {
        return "u-" + mix(seq) % 100_000;
    }

    private static String page(int seq) {
        return "/p/" + mix(seq) % 1_000;
    }

    private static int amount(int seq) {
        return mix(seq) % 10_000;
    }

    private static int mix(int seq) {
        int mixed = seq * 0x9E3779B9;
        return (mixed ^ (mixed >>> 15)) & Integer.MAX_VALUE;
    }
}
