/* @name GetBilledOrder */ -- :one
SELECT orders.* FROM orders JOIN invoices ON invoices.order_id = orders.id WHERE invoices.id = :invoiceId;

/* @name CreateInvoice */ -- :one
INSERT INTO invoices (id, order_id) VALUES (:id, :orderId) RETURNING *;

/* @name PayOrder */ -- :execrows
UPDATE orders SET state = :state, total = :total WHERE id = :id;
