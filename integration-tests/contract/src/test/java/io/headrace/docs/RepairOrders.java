package io.headrace.docs;

// snippet: tutorial-repair
import io.headrace.Headrace;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;

public final class RepairOrders {
    public static void main(String[] args) {
        try (Headrace headrace = Headrace.connect(args[0])) {
            DeadLetters<Orders.Order> dead = headrace.deadLetters(Orders.ORDERS, "billing");
            for (DeadLetter<Orders.Order> letter : dead.list(100)) {
                System.out.println(letter.value() + ": " + letter.error());
                dead.replay(letter.id(), order -> new Orders.Order(order.id(), -order.cents()));
            }
        }
    }
}
// end
