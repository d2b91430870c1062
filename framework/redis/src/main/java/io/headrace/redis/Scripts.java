package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Lua files, put together. A line {@code --#include name} stands for the file of that name; {@code --#include kinds}
 * in the commit script stands for the effect kinds that a batch uses.
 */
final class Scripts {
    private static final List<Script> NAMED = new ArrayList<>();
    private static final Map<SortedSet<String>, Script> COMMITS = new ConcurrentHashMap<>();

    static final Script OPEN = script("open");
    static final Script APPEND_ONCE = script("append_once");
    static final Script PARK = script("park");
    static final Script FAIL = script("fail");
    static final Script CLAIM = script("claim");
    static final Script ADOPT = script("adopt");
    static final Script BURY = script("bury");
    static final Script RELEASE = script("release");
    static final Script RETIRE = script("retire");
    static final Script BEGIN_RUN = script("begin_run");
    static final Script STEP_RUN = script("step_run");
    static final Script TURN_RUN = script("turn_run");
    static final Script INSPECT = script("inspect");
    static final Script TICK = script("tick");
    static final Script RECLAIM = script("reclaim");
    static final Script MARK = script("mark");
    static final Script SWEEP = script("sweep");
    static final Script TRIM = script("trim");
    static final Script STREAM = script("stream");
    static final Script GROUP = script("group");
    static final Script CONSUMERS = script("consumers");
    static final Script PENDING = script("pending");
    static final Script PARKED = script("parked");
    static final Script HASTEN = script("hasten");
    static final Script PLAN = script("plan");
    static final Script RESET = script("reset");
    static final Script SHAPE = script("shape");
    static final Script NEEDS = script("needs");

    static {
        NAMED.add(commit(new TreeSet<>()));
        NAMED.add(commit(new TreeSet<>(Set.of("emit"))));
    }

    private Scripts() {}

    /** The commit script with these effect kinds. Without any it only removes, so that a server that is full runs it. */
    static Script commit(SortedSet<String> kinds) {
        Script known = COMMITS.get(kinds);
        return known != null ? known : COMMITS.computeIfAbsent(new TreeSet<>(kinds), Scripts::commitOf);
    }

    private static Script commitOf(SortedSet<String> kinds) {
        String text = assemble("commit", kinds);
        return new Script("commit", kinds.isEmpty() ? text.replaceFirst("^#!lua", "#!lua flags=allow-oom") : text);
    }

    /** The name of the script with this digest, or empty if it is none of ours, or one with effects of users. */
    static String nameOf(byte[] digest) {
        return NAMED.stream()
                .filter(script -> Arrays.equals(script.digest, digest))
                .map(script -> script.name)
                .findFirst()
                .orElse("");
    }

    private static Script script(String name) {
        Script script = new Script(name, assemble(name, new TreeSet<>()));
        NAMED.add(script);
        return script;
    }

    private static String assemble(String name, SortedSet<String> kinds) {
        StringBuilder text = new StringBuilder();
        resource(name).lines().forEach(line -> {
            if (line.equals("--#include kinds")) {
                kinds.forEach(kind -> text.append(resource("kind_" + kind)));
            } else if (line.startsWith("--#include ")) {
                text.append(resource(line.substring("--#include ".length())));
            } else {
                text.append(line).append('\n');
            }
        });
        return text.toString();
    }

    private static String resource(String name) {
        String file = "/io/headrace/redis/" + name + ".lua";
        try (InputStream in = Scripts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("No Lua file " + file + " on the class path");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A script and the digest that the server knows it by. */
    static final class Script {
        final String name;
        final byte[] text;
        final byte[] digest;

        private Script(String name, String text) {
            this.name = name;
            this.text = text.getBytes(UTF_8);
            this.digest = Base16.digest(this.text).getBytes(UTF_8);
        }
    }
}
