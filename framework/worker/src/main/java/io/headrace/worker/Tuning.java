package io.headrace.worker;

import io.headrace.WorkerBuilder;
import io.headrace.WorkerPlan;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.worker.Knobs.Knob;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies what operators set to the workers that an application declares. What they set beats what its code says. */
final class Tuning {
    private final Settings settings;
    private final Values values;
    private final Set<Setting> disabled = new LinkedHashSet<>();

    Tuning(Settings settings) {
        this.settings = settings;
        this.values = settings.values();
    }

    /**
     * Tunes these workers; returns those that are left to be started.
     *
     * @throws HeadraceException with all that is wrong, or if nothing is left
     */
    List<WorkerBuilder> apply(List<WorkerBuilder> declared) {
        checkNames(declared);
        for (WorkerBuilder builder : declared) {
            values.apply(Keys.NAME, builder::name);
            values.apply(Keys.LEASE, builder::lease);
            values.apply(Keys.DRAIN_TIMEOUT, builder::drainTimeout);
            WorkerPlan plan = builder.plan();
            plan.parts().forEach(part -> tune(builder, plan.group(), part.stream()));
        }
        values.requireNoProblems();
        List<WorkerBuilder> left = declared.stream()
                .filter(builder -> !builder.plan().parts().isEmpty())
                .toList();
        if (left.isEmpty()) {
            throw new HeadraceException(
                    ErrorCode.BAD_CONFIGURATION,
                    "Bad configuration: nothing is left to do, because all handlers are disabled, by " + disabled
                            + ".");
        }
        return left;
    }

    /** What was set to take handlers out. */
    List<Setting> disabled() {
        return List.copyOf(disabled);
    }

    /** What was set for a stream, or else for its group; {@code null} if neither was. */
    @Nullable
    Setting find(String group, String stream, Key<?> key) {
        Setting own = values.find(ofStream(group, stream) + key.name());
        return own == null ? values.find(ofGroup(group) + key.name()) : own;
    }

    static String ofGroup(String group) {
        return Keys.HANDLERS + group + '.';
    }

    static String ofStream(String group, String stream) {
        return Keys.HANDLERS + group + Keys.STREAMS + stream + '.';
    }

    private void tune(WorkerBuilder builder, String group, String stream) {
        Setting enabled = find(group, stream, Knobs.ENABLED);
        if (enabled != null && Boolean.FALSE.equals(values.parse(enabled, Kind.FLAG))) {
            builder.without(stream);
            disabled.add(enabled);
        } else {
            Knobs.ALL.forEach(knob -> turn(knob, builder, group, stream));
        }
    }

    private <T> void turn(Knob<T> knob, WorkerBuilder builder, String group, String stream) {
        Setting setting = find(group, stream, knob.key());
        T value = setting == null ? null : values.parse(setting, knob.key().kind());
        if (setting != null && value != null) {
            values.attempt(
                    setting, () -> builder.tune(stream, options -> knob.change().apply(options, value)));
        }
    }

    private void checkNames(List<WorkerBuilder> declared) {
        Set<String> known = new LinkedHashSet<>();
        declared.forEach(builder -> addKeys(builder.plan(), known));
        for (Setting setting : values.written()) {
            if (setting.key().startsWith(Keys.HANDLERS) && !known.contains(setting.key())) {
                values.problem(setting, refusal(setting.key(), known, declared));
            }
        }
        Set<String> variables = known.stream().map(Keys::variable).collect(Collectors.toSet());
        for (String variable : settings.environment().unknownOfHandlers(variables)) {
            values.problem("The environment variable " + variable + refusal(variable, variables, declared));
        }
    }

    private static void addKeys(WorkerPlan plan, Set<String> known) {
        for (WorkerPlan.Part part : plan.parts()) {
            for (String above : List.of(ofGroup(plan.group()), ofStream(plan.group(), part.stream()))) {
                known.add(above + Knobs.ENABLED.name());
                Knobs.ALL.forEach(knob -> known.add(above + knob.key().name()));
            }
        }
    }

    private static String refusal(String name, Set<String> known, List<WorkerBuilder> declared) {
        for (String option : Keys.CODE_ONLY.keySet()) {
            if (name.endsWith("." + option) || name.endsWith(Keys.variable("." + option))) {
                return " cannot be configured: it changes what the application means, so only its code sets it, by "
                        + Keys.CODE_ONLY.get(option) + ".";
            }
        }
        return " is for no handler of the application." + Nearest.hint(name, known) + " It has " + described(declared)
                + ".";
    }

    /** {@code group "billing" on "orders", "refunds"; group "audit" on "orders"}. */
    private static String described(List<WorkerBuilder> declared) {
        return declared.stream()
                .map(WorkerBuilder::plan)
                .map(plan -> "group \"" + plan.group() + "\" on "
                        + plan.parts().stream()
                                .map(part -> '"' + part.stream() + '"')
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
