package io.headrace.testkit;

/** An error reply of a Redis server. The message is the server's own, for example {@code CROSSSLOT Keys in request …}. */
public final class RedisErrorReply extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    RedisErrorReply(String message) {
        super(message);
        this.code = message.split(" ", 2)[0];
    }

    /** The first word of the message, for example {@code CROSSSLOT}; {@code ERR} is the general one. */
    public String code() {
        return code;
    }
}
