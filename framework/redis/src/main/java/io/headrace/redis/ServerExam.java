package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the server is, and whether it has memory left. */
final class ServerExam {
    /** XACKDEL may overflow the stack (CVE-2025-62507); mended in 8.2.3. */
    private static final Pattern XACKDEL_OVERFLOWS = Pattern.compile("8\\.2\\.[012](\\D.*)?");

    private final Interview interview;
    private final Thresholds thresholds;

    ServerExam(Interview interview, Thresholds thresholds) {
        this.interview = interview;
        this.thresholds = thresholds;
    }

    CompletableFuture<Void> version(Greeting greeting, Consumer<String> progress) {
        interview.found(knownFaults(interview.address(), greeting));
        Question question = Question.of(
                "Capabilities", "+command|list", CommandType.COMMAND, "LIST", "FILTERBY", "PATTERN", "waitaof");
        return interview
                .ask(question)
                .thenAccept(reply -> progress.accept(greeting.server() + " " + greeting.version()
                        + (greeting.cluster() ? ", a cluster" : "")
                        + reply.map(names -> names.isEmpty() ? ", without WAITAOF" : ", with WAITAOF")
                                .orElse("")));
    }

    static List<Finding> knownFaults(String address, Greeting greeting) {
        if (!greeting.server().equals("redis")
                || !XACKDEL_OVERFLOWS.matcher(greeting.version()).matches()) {
            return List.of();
        }
        return List.of(new Finding(
                ErrorCode.KNOWN_FAULT,
                address + " has a known fault",
                "Redis " + greeting.version() + " may be made to crash, or to run foreign code, by XACKDEL"
                        + " (CVE-2025-62507)",
                "Upgrade to 8.2.3 or later; until then ACL SETUSER <user> -xackdel, for each user"));
    }

    CompletableFuture<Void> memory() {
        return interview
                .ask(Question.of("Memory", "+info", CommandType.INFO, "memory"))
                .thenAccept(reply -> reply.map(Fields::ofInfo).ifPresent(info -> interview.found(ofMemory(info))));
    }

    private List<Finding> ofMemory(Map<String, String> info) {
        List<Finding> found = new ArrayList<>();
        long used = Fields.number(info, "used_memory");
        long limit = Fields.number(info, "maxmemory");
        if (limit > 0 && used >= thresholds.memoryShare() * limit) {
            found.add(nearlyFull(used, limit));
        }
        double ratio = Double.parseDouble(info.getOrDefault("mem_fragmentation_ratio", "0"));
        if (used >= thresholds.fragmentedBytes() && ratio >= thresholds.fragmentation()) {
            found.add(fragmented(used, ratio));
        }
        return found;
    }

    private Finding nearlyFull(long used, long limit) {
        return new Finding(
                ErrorCode.MEMORY_SHORT,
                interview.address() + " is nearly full",
                String.format(
                        Locale.ROOT,
                        "it uses %s of maxmemory %s (%.0f %%); when it is full, sends fail",
                        Wording.bytes(used),
                        Wording.bytes(limit),
                        100.0 * used / limit),
                "CONFIG SET maxmemory " + 2 * used + ", if the machine has as much; or trim streams");
    }

    private Finding fragmented(long used, double ratio) {
        return Finding.advice(
                ErrorCode.FRAGMENTED,
                interview.address() + " takes more memory than it uses",
                String.format(
                        Locale.ROOT,
                        "it uses %s and takes %.2f times that from the system, which may end it for that",
                        Wording.bytes(used),
                        ratio),
                "MEMORY PURGE; if that does not help, CONFIG SET activedefrag yes");
    }
}
