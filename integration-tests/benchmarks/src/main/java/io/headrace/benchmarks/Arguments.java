package io.headrace.benchmarks;

import java.util.Arrays;
import java.util.List;

/** The command line. */
record Arguments(List<Scenario> scenarios, Scale scale, boolean help) {
    static final String HELP = """
            Measures Headrace beside other ways to consume a stream, on this machine. Takes some minutes.

              --scenarios A,B   only these, or those whose name begins so: drain-100B, drain-100B-64, failing,
                                slow, drain-1KiB, drain-1KiB-64, latency-1000, latency-5000, latency-20000;
                                durable, which runs only if it is named, is about sending
              --contenders A,B  only these: raw-lettuce, spring-docs, spring-tuned, raw-socket, headrace;
                                of durable: memory, replicated-1, fsync
              --messages N      of a drain (default 2,000,000); slow contenders get fewer
              --rounds N        of every contender, in turn (default 5)
              --help            print this and exit

            With Maven: ./mvnw -q -Pbench -Dbench.args="--scenarios drain --rounds 3"
            """;

    /** Reads the command line. */
    static Arguments parse(String... args) throws BadArgumentException {
        List<Scenario> scenarios = Scenario.STANDARD;
        List<Contender.Name> contenders = List.of(Contender.Name.values());
        Scale scale = Scale.STANDARD;
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help" -> help = true;
                case "--scenarios" -> scenarios = scenarios(value(args, ++i));
                case "--contenders" -> contenders = contenders(value(args, ++i));
                case "--messages" -> scale = scale.messages(number(args, ++i));
                case "--rounds" -> scale = scale.rounds(number(args, ++i));
                default ->
                    throw new BadArgumentException(
                            "Unknown argument \"" + args[i] + "\"; --help lists those there are.");
            }
        }
        List<Contender.Name> chosen = contenders;
        return new Arguments(
                scenarios.stream()
                        .map(scenario -> scenario.among(chosen))
                        .filter(scenario -> !scenario.contenders().isEmpty())
                        .toList(),
                scale,
                help);
    }

    private static List<Scenario> scenarios(String names) {
        List<Scenario> scenarios = Scenario.EACH.stream()
                .filter(scenario -> Arrays.stream(names.split(",")).anyMatch(name -> isMeant(scenario, name)))
                .toList();
        if (scenarios.isEmpty()) {
            throw new BadArgumentException("No scenario is called " + names + ", or begins so; --help lists them.");
        }
        return scenarios;
    }

    /** By its name, or by the beginning of its name if that is not another one's name. */
    private static boolean isMeant(Scenario scenario, String name) {
        return scenario.name().equals(name)
                || (scenario.name().startsWith(name)
                        && Scenario.EACH.stream()
                                .noneMatch(other -> other.name().equals(name)));
    }

    private static List<Contender.Name> contenders(String names) {
        List<String> labels = List.of(names.split(","));
        List<Contender.Name> contenders = Arrays.stream(Contender.Name.values())
                .filter(contender -> labels.contains(contender.label()))
                .toList();
        if (contenders.size() < labels.size()) {
            throw new BadArgumentException("Not all of " + names + " are contenders; --help lists them.");
        }
        return contenders;
    }

    private static int number(String[] args, int index) {
        String value = value(args, index);
        if (!value.matches("[1-9][0-9]{0,7}")) {
            throw new BadArgumentException(args[index - 1] + " needs a number from 1 to 99999999, not " + value + ".");
        }
        return Integer.parseInt(value);
    }

    private static String value(String[] args, int index) {
        if (index == args.length || args[index].startsWith("--")) {
            throw new BadArgumentException(args[index - 1] + " needs a value after it.");
        }
        return args[index];
    }

    /** A command line that makes no sense; the message says why, in one line. */
    static final class BadArgumentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadArgumentException(String problem) {
            super(problem);
        }
    }
}
