package io.headrace.docs;

// snippet: tutorial-worker
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.handler.Context;
import io.headrace.retry.Reject;

public final class BillOrders {
    public static void main(String[] args) {
        try (Headrace headrace = Headrace.connect(args[0])) {
            Worker worker = headrace.worker("billing")
                    .name("billing-1")
                    .on(Orders.ORDERS, BillOrders::bill)
                    .start();
            worker.drainOnShutdown().awaitTermination();
        }
    }

    private static void bill(Orders.Order order, Context context) {
        if (order.cents() < 0) {
            throw Reject.because("negative amount " + order.cents());
        }
        if (order.id().equals("A-2") && context.attempt() == 1) {
            throw new IllegalStateException("the tax service does not answer");
        }
        context.emit(Orders.BILLS, new Orders.Bill(order.id(), order.cents()));
        System.out.println("billed " + order.id() + ", attempt " + context.attempt());
    }
}
// end
