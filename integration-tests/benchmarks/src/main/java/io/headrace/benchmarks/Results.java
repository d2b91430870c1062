package io.headrace.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The measurements of one scenario. */
final class Results {
    private final Scenario scenario;
    private final Map<Contender.Name, List<Measurement>> rounds = new EnumMap<>(Contender.Name.class);

    Results(Scenario scenario) {
        this.scenario = scenario;
    }

    Scenario scenario() {
        return scenario;
    }

    void add(Contender.Name contender, Measurement measured) {
        rounds.computeIfAbsent(contender, first -> new ArrayList<>()).add(measured);
    }

    /** The messages of one run. */
    int messages(Contender.Name contender) {
        return of(contender).get(0).messages();
    }

    /** Messages handled more than once, in all rounds. */
    int duplicates(Contender.Name contender) {
        return of(contender).stream().mapToInt(Measurement::duplicates).sum();
    }

    /** The median of a figure over the rounds. */
    double median(Contender.Name contender, ToDoubleFunction<Measurement> figure) {
        double[] sorted = figures(contender, figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(Contender.Name contender, ToDoubleFunction<Measurement> figure) {
        return figures(contender, figure).min().orElseThrow();
    }

    double greatest(Contender.Name contender, ToDoubleFunction<Measurement> figure) {
        return figures(contender, figure).max().orElseThrow();
    }

    double perSecond(Contender.Name contender) {
        return median(contender, Measurement::perSecond);
    }

    private DoubleStream figures(Contender.Name contender, ToDoubleFunction<Measurement> figure) {
        return of(contender).stream().mapToDouble(figure);
    }

    private List<Measurement> of(Contender.Name contender) {
        return rounds.getOrDefault(contender, List.of());
    }
}
