package io.headrace.error;

/** The stable codes of Headrace's errors; each has a heading of the same text in {@code docs/reference/errors.md}. */
public enum ErrorCode {
    BAD_URI(1001, "Bad connection URI"),
    NO_BROKER(1002, "No broker for the URI's scheme"),
    BAD_NAME(1003, "Bad stream, group or worker name"),
    BAD_OPTION(1004, "Bad option"),

    WRONG_TYPE(1101, "Key holds another type"),
    NO_PERMISSION(1102, "Permission missing on the server"),
    OUT_OF_MEMORY(1103, "Server is out of memory"),
    NO_GROUP(1104, "Consumer group is missing"),
    SERVER_REFUSED(1105, "Server refused the command"),
    CROSS_SLOT(1106, "Keys are in different cluster slots"),

    UNREACHABLE(1201, "Server cannot be reached"),
    AUTHENTICATION(1202, "Server refused the credentials"),
    WRONG_PROTOCOL(1203, "Peer is not a Redis server"),
    CONNECTION_LOST(1204, "Connection lost or timed out"),
    NOT_READY(1205, "Server is not ready"),
    UNSUPPORTED_SERVER(1206, "Server is too old"),
    CLOSED(1207, "Already closed"),
    UNTRUSTED(1208, "Certificate is not trusted"),

    EVICTION(1301, "Server may evict what is needed"),
    NOT_PERSISTENT(1302, "Server forgets when it ends"),
    UNGUARDED_FAILOVER(1303, "Failover may lose messages"),
    CLOCK_SKEW(1304, "Clocks differ"),
    NOT_CHECKED(1305, "Server could not be checked"),
    KNOWN_FAULT(1306, "Server has a known fault"),
    MEMORY_SHORT(1307, "Server is nearly full"),
    FRAGMENTED(1308, "Memory is fragmented"),
    SLOW_COMMANDS(1309, "Commands were slow"),
    CLIENT_BUFFERS(1310, "Client's buffers are large"),
    SLOW_ANSWERS(1311, "Server answers slowly"),
    STANDSTILLS(1312, "Server stood still"),
    BACKLOG_GROWS(1313, "Backlog grows"),
    GROUP_MISSING(1314, "Registered group is missing"),
    NO_WORKER(1315, "Backlog without a worker"),
    IDLE_CONSUMER(1316, "Idle consumer holds entries"),
    BODY_MISSING(1317, "Pending entries without a body"),
    DEAD_LETTERS(1318, "Dead letters pile up"),
    ENTRIES_LOST(1319, "Entries were lost"),
    UNTRIMMED(1320, "Nobody trims the stream"),
    TRIMMED_TOO_EARLY(1321, "Somebody trims what is needed"),
    NO_EXPIRY(1322, "Keys never expire"),
    BIG_KEY(1323, "Key is large"),

    ENCODE(2001, "Value cannot be encoded"),
    NOT_A_MESSAGE(2002, "Entry is not a Headrace message"),
    DECODE(2003, "Entry cannot be decoded"),
    OUTCOME_UNKNOWN(2004, "Outcome of a send is unknown"),
    BUFFER_FULL(2005, "Send buffer is full"),
    NOT_DURABLE(2006, "Message is less durable than asked for"),
    DURABILITY_UNAVAILABLE(2007, "Durability is not available"),
    MESSAGE_TOO_LARGE(2008, "Message is too large"),

    HANDLER_FAILED(3001, "Handler failed"),
    HANDLER_STUCK(3002, "Handler does not return"),
    WORKER_FAILED(3003, "Worker stopped on an internal error"),
    CONTEXT_CLOSED(3004, "Context used after its handler returned"),
    LISTENER_FAILED(3005, "Worker listener failed"),
    HANDLING_PAUSED(3006, "Handling pauses"),
    ENTRY_LOST(3007, "Pending entry has no body"),
    DRAIN_TIMED_OUT(3008, "Drain timed out"),
    LEASE_LOST(3009, "Worker lost its lease"),
    WORKERS_DIED(3010, "Message killed its workers"),

    UNKNOWN_DEAD_LETTER(4001, "No such dead letter"),
    EDIT_FAILED(4002, "Dead letter cannot be edited"),
    UNKNOWN_RUN(4003, "No such replay"),
    RUN_STOPPED(4004, "Replay stopped"),
    NOT_RESUMABLE(4005, "Replay cannot be resumed"),
    BAD_EXPORT(4006, "Not an exported dead letter"),

    WORKERS_ALIVE(4101, "Workers of the group are alive"),
    NO_STREAM(4102, "Stream does not exist"),
    NO_ENTRY(4103, "Entry does not exist"),

    BAD_CONFIGURATION(5001, "Bad configuration"),
    NO_APPLICATION(5002, "Application cannot be found"),
    APPLICATION_FAILED(5003, "Application failed"),
    HTTP_UNAVAILABLE(5004, "HTTP endpoint cannot listen");

    private final int number;
    private final String title;

    ErrorCode(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /** The code as printed, for example {@code HR-1001}. */
    public String code() {
        return "HR-" + number;
    }

    /** What went wrong, in a few words without the particulars. */
    public String title() {
        return title;
    }
}
