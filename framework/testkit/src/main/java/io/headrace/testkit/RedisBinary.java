package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A {@code redis-server} or {@code valkey-server} program that runs on this machine. Immutable; the same program is the
 * same object for the life of the JVM.
 */
public final class RedisBinary {
    private static final String ENVIRONMENT_VARIABLE = "HEADRACE_REDIS_SERVER";

    private static final String EMBEDDED = "embedded";
    private static final Pattern VERSION = Pattern.compile("^(?:(\\w+) )?[Ss]erver v=(\\S+)");
    private static final ConcurrentMap<String, RedisBinary> KNOWN = new ConcurrentHashMap<>();

    private final String program;
    private final String version;
    private final String origin;

    private RedisBinary(String program, String version, String origin) {
        this.program = program;
        this.version = version;
        this.origin = origin;
    }

    /**
     * The static Redis 7.0 that {@code org.signal:embedded-redis} carries for Linux and macOS, unpacked once per JVM
     * into the temporary directory.
     *
     * @throws UnsupportedOperationException on a platform without one, such as Windows
     */
    public static RedisBinary embedded() {
        return KNOWN.computeIfAbsent(
                EMBEDDED, name -> unpack(System.getProperty("os.name"), System.getProperty("os.arch")));
    }

    /**
     * This program; a bare file name is looked up on the {@code PATH}. A wrapper script must {@code exec} the server, so
     * that signals sent to it reach the server.
     *
     * @throws IllegalArgumentException if it cannot be run or its {@code --version} is not that of a Redis server
     */
    public static RedisBinary of(Path program) {
        Path path = program.getParent() == null ? program : program.toAbsolutePath();
        return KNOWN.computeIfAbsent(path.toString(), RedisBinary::probe);
    }

    /**
     * The programs that {@code HEADRACE_REDIS_SERVER} lists, separated by commas; the word {@code embedded} in it stands
     * for {@link #embedded()}, which is also the only element if the variable is missing or empty. The first is the
     * default of every {@link RedisServer}; test suites run once per element.
     *
     * @throws IllegalArgumentException if one of them cannot be run
     * @throws UnsupportedOperationException if there is no embedded one and it is needed
     */
    public static List<RedisBinary> fromEnvironment() {
        return parse(System.getenv(ENVIRONMENT_VARIABLE));
    }

    static List<RedisBinary> parse(@Nullable String list) {
        List<RedisBinary> named = Arrays.stream(
                        Objects.requireNonNullElse(list, "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.equals(EMBEDDED) ? embedded() : of(Path.of(name)))
                .toList();
        return named.isEmpty() ? List.of(embedded()) : named;
    }

    /** Name and version for people, from {@code --version}, for example {@code Valkey 9.1.2}. */
    public String version() {
        return version;
    }

    /** {@code Redis 7.0.15 (embedded)}: version and where the program comes from. */
    @Override
    public String toString() {
        return version + " (" + origin + ")";
    }

    String program() {
        return program;
    }

    private static RedisBinary probe(String program) {
        String answer;
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Cannot run \"" + program + "\" as a Redis server: " + e.getMessage(), e);
        }
        Matcher matcher = VERSION.matcher(answer);
        if (!matcher.find()) {
            throw new IllegalArgumentException("\"" + program + "\" is no Redis server: its --version answers \""
                    + answer.lines().findFirst().orElse("") + "\". Name a redis-server or valkey-server program.");
        }
        String name = matcher.group(1) == null ? "Redis" : matcher.group(1);
        return new RedisBinary(program, name + " " + matcher.group(2), program);
    }

    static RedisBinary unpack(String os, String arch) {
        String resource = "redis-server-" + RedisExecProvider.redisVersion + "-" + platform(os, arch);
        try (InputStream in = RedisExecProvider.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new UnsupportedOperationException("No embedded redis-server for " + os + " (" + arch + "). Set "
                        + ENVIRONMENT_VARIABLE
                        + " to a redis-server or valkey-server program, or use memory: in place of a server.");
            }
            Path directory = Files.createTempDirectory("headrace-redis-server-");
            Leash.delete(directory);
            Path program = directory.resolve("redis-server");
            Files.copy(in, program);
            if (!program.toFile().setExecutable(true)) {
                throw new IOException("cannot make it executable");
            }
            return new RedisBinary(program.toString(), "Redis " + RedisExecProvider.redisVersion, EMBEDDED);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot unpack " + resource + " into " + System.getProperty("java.io.tmpdir") + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static String platform(String os, String arch) {
        String system = os.equals("Mac OS X") ? "darwin" : os.toLowerCase(Locale.ROOT);
        String processor = switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "x86", "i386", "i686" -> "386";
            default -> arch;
        };
        return system + "-" + processor;
    }
}
