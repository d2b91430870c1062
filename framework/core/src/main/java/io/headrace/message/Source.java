package io.headrace.message;

/** Where a group reads an entry from: the stream itself, or the group's lane of replayed dead letters. */
public enum Source {
    STREAM('m'),
    LANE('l');

    private final char mark;

    Source(char mark) {
        this.mark = mark;
    }

    /** The letter that stands for the source on the wire. */
    public char mark() {
        return mark;
    }
}
