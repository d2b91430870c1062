package io.headrace.worker;

import io.headrace.WorkerBuilder;
import io.headrace.WorkerPlan;
import io.headrace.worker.Knobs.Knob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints each setting with where it is from, as YAML that could be a configuration file; what is hidden, or has no value,
 * is a comment.
 */
final class EffectiveSettings {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9._/:@+-]*");

    private final Settings settings;
    private final Tuning tuning;
    private final List<WorkerPlan> plans;
    private final List<String> lines = new ArrayList<>();

    private EffectiveSettings(Settings settings, Tuning tuning, List<WorkerBuilder> tuned) {
        this.settings = settings;
        this.tuning = tuning;
        this.plans = tuned.stream().map(WorkerBuilder::plan).toList();
    }

    /** A line for each key. */
    static List<String> lines(Settings settings, Tuning tuning, List<WorkerBuilder> tuned) {
        EffectiveSettings print = new EffectiveSettings(settings, tuning, tuned);
        Keys.ALL.forEach(print::fixed);
        tuning.disabled().forEach(setting -> print.line(setting.key(), setting.value(), setting.origin()));
        print.plans.forEach(plan ->
                plan.parts().forEach(part -> Knobs.ALL.forEach(knob -> print.knob(plan, part, knob))));
        settings.app().values().forEach(setting -> print.line(setting.key(), setting.value(), setting.origin()));
        return print.lines;
    }

    private void fixed(Key<?> key) {
        Setting setting = settings.values().find(key.name());
        if (setting != null) {
            line(key.name(), setting.value(), setting.origin());
        } else if (key.equals(Keys.NAME)) {
            line(key.name(), inPlans(WorkerPlan::name), "code");
        } else if (key.equals(Keys.LEASE)) {
            line(key.name(), inPlans(plan -> Units.print(plan.lease())), "code");
        } else if (key.equals(Keys.DRAIN_TIMEOUT)) {
            line(key.name(), inPlans(plan -> Units.print(plan.drainTimeout())), "code");
        } else {
            line(key.name(), key.fallback().equals(Keys.NONE) ? null : key.fallback(), "default");
        }
    }

    private void knob(WorkerPlan plan, WorkerPlan.Part part, Knob<?> knob) {
        Setting setting = tuning.find(plan.group(), part.stream(), knob.key());
        line(
                Tuning.ofStream(plan.group(), part.stream()) + knob.key().name(),
                knob.shown(part.options()),
                setting == null ? "code" : setting.origin());
    }

    private void line(String key, @Nullable String value, String origin) {
        String shown = value == null ? "" : Masks.shown(key, value);
        boolean hidden = value == null || shown.contains(Masks.MASK);
        String text = hidden ? shown : quoted(shown);
        lines.add(((hidden ? "# " : "") + quoted(key) + ": " + text).stripTrailing() + "  # " + origin);
    }

    private String inPlans(Function<WorkerPlan, String> value) {
        return plans.stream().map(value).distinct().collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches()
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
