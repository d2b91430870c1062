package io.headrace.docs;

// snippet: tutorial-send
import io.headrace.Headrace;
import io.headrace.send.Sender;

public final class SendOrders {
    public static void main(String[] args) {
        try (Headrace headrace = Headrace.connect(args[0])) {
            Sender<Orders.Order> sender = headrace.sender(Orders.ORDERS);
            System.out.println(
                    "A-1 is " + sender.send(new Orders.Order("A-1", 1250)).join());
            System.out.println(
                    "A-2 is " + sender.send(new Orders.Order("A-2", 4000)).join());
            System.out.println(
                    "A-3 is " + sender.send(new Orders.Order("A-3", -700)).join());
        }
    }
}
// end
