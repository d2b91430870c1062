package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.PackedList;
import io.headrace.deadletter.Provenance;
import io.headrace.message.MessageId;
import io.headrace.testkit.simulation.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Compares what a scenario leaves behind under faults with what it leaves behind in peace. */
final class EffectsOnce {
    private static final Duration ROUGH = Duration.ofMinutes(1); // beyond the scenario, for what strikes late
    private static final Duration LONGEST = Duration.ofHours(4); // attempts by default take less than one
    private static final int STORY_LINES = 60;

    private final Consumer<TestDriver> scenario;
    private final Map<String, Integer> expected;

    EffectsOnce(Consumer<TestDriver> scenario) {
        this.scenario = scenario;
        this.expected = effects(Stage.calm(), "in peace");
    }

    void run(long seed) {
        Stage stage = Stage.rough(seed);
        Map<String, Integer> found = effects(stage, "under seed " + seed);
        if (!found.equals(expected)) {
            throw new AssertionError("Under seed " + seed + " the scenario does not leave behind what it does in peace:"
                    + difference(found) + "\nWhat happened last:\n" + lastOf(stage.story()));
        }
    }

    private Map<String, Integer> effects(Stage stage, String when) {
        try (TestDriver driver = TestDriver.on(stage)) {
            scenario.accept(driver);
            if (stage.isRough()) {
                stage.advance(ROUGH);
            }
            stage.makePeace();
            if (!stage.settle(LONGEST)) {
                throw new AssertionError("The scenario does not come to rest within " + LONGEST + " " + when
                        + ".\nWhat happened last:\n" + lastOf(stage.story()));
            }
        }
        Map<String, Integer> effects = new TreeMap<>();
        stage.streams().forEach(stream -> count(stream + ": ", stage.read(stream), effects));
        stage.groups().forEach(group -> {
            EntryBatch letters = stage.read(GroupKeys.of(group).dead());
            for (int i = 0; i < letters.size(); i++) {
                String reason = Provenance.unpack(field(letters, i, "meta")).reason();
                EntryBatch entry = EntryBatch.of(MessageId.MIN, PackedList.unpack("entry", field(letters, i, "entry")));
                count("dead letter of " + group + ", " + reason + ": ", entry, effects);
            }
        });
        return effects;
    }

    private static byte[] field(EntryBatch entries, int index, String name) {
        return Objects.requireNonNull(entries.value(index, name), name);
    }

    private static void count(String where, EntryBatch entries, Map<String, Integer> effects) {
        for (int i = 0; i < entries.size(); i++) {
            effects.merge(where + describe(entries.fields(i)), 1, Integer::sum);
        }
    }

    /** Its fields but for the time, which is another one in each run. */
    private static String describe(List<byte[]> fields) {
        StringJoiner text = new StringJoiner(" ");
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String name = new String(fields.get(i), UTF_8);
            if (!name.equals("time") && fields.get(i + 1).length > 0) {
                text.add(name + '=' + new String(fields.get(i + 1), UTF_8));
            }
        }
        return text.toString();
    }

    private String difference(Map<String, Integer> found) {
        StringBuilder text = new StringBuilder();
        TreeSet<String> all = new TreeSet<>(expected.keySet());
        all.addAll(found.keySet());
        for (String effect : all) {
            int times = found.getOrDefault(effect, 0);
            int due = expected.getOrDefault(effect, 0);
            if (times != due) {
                text.append("\n  ")
                        .append(times)
                        .append(" times instead of ")
                        .append(due)
                        .append(": ")
                        .append(effect);
            }
        }
        return text.toString();
    }

    private static String lastOf(List<String> story) {
        return String.join("\n", story.subList(Math.max(0, story.size() - STORY_LINES), story.size()));
    }
}
