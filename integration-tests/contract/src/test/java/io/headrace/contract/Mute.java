package io.headrace.contract;

/** An exception that cannot even be asked what it is. */
final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
        throw new IllegalStateException("mute");
    }

    @Override
    public String toString() {
        throw new IllegalStateException("mute");
    }

    /** Throws anything without declaring it. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> void throwAny(Throwable failure) throws T {
        throw (T) failure;
    }
}
