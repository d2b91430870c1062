package io.headrace.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster, and an ACL by key, see only the keys that a script declares. */
class LuaKeysTest {
    private static final String LAWFUL = """
            #!lua
            local stream, lane = KEYS[1], KEYS[2]
            local group = ARGV[1]
            """;

    @ParameterizedTest
    @MethodSource("scripts")
    void script_touchesDeclaredKeysOnly(Path script) {
        assertThat(LuaKeys.problems(assembled(script))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_beginsWithItsFlagsKeysArgumentsAndReply(Path script) {
        String header = text(script)
                .lines()
                .skip(1)
                .takeWhile(line -> line.startsWith("--"))
                .collect(Collectors.joining("\n"));

        assertThat(text(script)).startsWith("#!lua");
        assertThat(header).contains("KEYS: ", "ARGV: ", "Reply: ");
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_hasAtMostSixtyLines(Path file) {
        assertThat(text(file).lines()).hasSizeLessThanOrEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.call('XLEN', stream)",
                "redis.call('XINFO', 'STREAM', KEYS[2])",
                "for _, key in ipairs({stream, lane}) do redis.call('XLEN', key) end",
                "local function length(key)\n return redis.call('XLEN', key)\nend\nlength(lane)",
                "kinds.emit = { apply = function(keys) redis.call('XADD', keys[1], '*', 'a', group) end }",
                "local keys = {}\nkeys[1] = KEYS[5 + 1]\nredis.call('XLEN', keys[1])",
                "redis.call('TIME') -- redis.call('XLEN', 'stream')",
            })
    void lawfulLine_isAccepted(String line) {
        assertThat(LuaKeys.problems(LAWFUL + line + "\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.call('XLEN', 'orders')",
                "redis.call('XLEN', ARGV[1])",
                "redis.call('XLEN', group)",
                "redis.call('XLEN', stream .. ':lane')",
                "redis.call('XINFO', 'STREAM', group)",
                "redis.pcall('XLEN', unheard_of)",
                "if not redis.acl_check_cmd('XADD', group, '*', 'a', 'b') then return end",
                "stream = ARGV[1]\nredis.call('XLEN', stream)",
                "if group then stream = ARGV[1] end\nredis.call('XLEN', stream)",
                "local key = group\nredis.call('XLEN', key)",
                "local key, id = elsewhere(group)\nredis.call('XLEN', key)",
                "for _, key in ipairs({stream, group}) do redis.call('XLEN', key) end",
                "for _, key in ipairs(ARGV) do redis.call('XLEN', key) end",
                "local function length(key)\n return redis.call('XLEN', key)\nend\nlength(group)",
                "local function locate(ref)\n    return ref and group or stream, ref\nend",
                "keys[1] = ARGV[1]\nredis.call('XLEN', keys[1])",
                "local call = redis.call\ncall('XLEN', 'orders')",
                "redis.call(group, stream)",
                "redis.call('KEYS', '*')",
            })
    void plantedLine_isRejected(String line) {
        assertThat(LuaKeys.problems(LAWFUL + line + "\n")).isNotEmpty();
    }

    static List<Path> scripts() {
        return files().stream()
                .filter(file -> !file.getFileName().toString().matches("(lib|kind)_.*"))
                .toList();
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(".lua"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Path.of(LuaKeysTest.class.getResource("open.lua").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The script with its includes, and with every effect kind. */
    private static String assembled(Path script) {
        return text(script).lines().map(LuaKeysTest::included).collect(Collectors.joining("\n"));
    }

    private static String included(String line) {
        if (line.equals("--#include kinds")) {
            return files().stream()
                    .filter(file -> file.getFileName().toString().startsWith("kind_"))
                    .map(LuaKeysTest::text)
                    .collect(Collectors.joining());
        }
        String include = "--#include ";
        return line.startsWith(include) ? text(directory().resolve(line.substring(include.length()) + ".lua")) : line;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
