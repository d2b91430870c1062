package io.headrace.testkit.simulation;

/** The messages of a run. What a value says decides what its handler does. */
final class Values {
    private static final String ORDINARY = "message-";
    private static final String KILLER = "killer-";
    private static final String UNLUCKY = "unlucky-";
    private static final String LUCKY = "lucky-";

    private Values() {}

    /** The value of this number; the first ones are killers. */
    static String of(int number, Scenario scenario) {
        if (number < scenario.killers()) {
            return KILLER + number;
        }
        return (number % 10 == 7 ? UNLUCKY : ORDINARY) + number;
    }

    /** Its key, one of this many. */
    static String key(String value, int keys) {
        return "key-" + Integer.parseInt(value.substring(value.indexOf('-') + 1)) % keys;
    }

    /** Whether its handler halts the process. */
    static boolean kills(String value) {
        return value.startsWith(KILLER);
    }

    /** Whether its handler rejects it. */
    static boolean isUnlucky(String value) {
        return value.startsWith(UNLUCKY);
    }

    /** What an operator makes of a rejected one. */
    static String repaired(String unlucky) {
        return LUCKY + unlucky.substring(UNLUCKY.length());
    }
}
