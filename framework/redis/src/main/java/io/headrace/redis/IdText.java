package io.headrace.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.message.MessageId;

/** Writes ids as the server reads them, without a string in between: acks are many. */
final class IdText {
    private static final int LONGEST = 19;

    private IdText() {}

    static byte[] of(MessageId id) {
        if (id.millis() < 0 || id.sequence() < 0) { // above what a signed number holds
            return id.toString().getBytes(US_ASCII);
        }
        int left = digits(id.millis());
        byte[] text = new byte[left + 1 + digits(id.sequence())];
        write(id.millis(), text, left);
        text[left] = '-';
        write(id.sequence(), text, text.length);
        return text;
    }

    private static int digits(long number) {
        long bound = 10;
        for (int digits = 1; digits < LONGEST; digits++) {
            if (number < bound) {
                return digits;
            }
            bound *= 10;
        }
        return LONGEST;
    }

    private static void write(long number, byte[] text, int end) {
        long rest = number;
        int place = end;
        do {
            text[--place] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }
}
