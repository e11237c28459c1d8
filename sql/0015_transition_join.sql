-- The rows before and after an update are joined by execution. Nothing is known about the size of transition tables, so that the planner took a nested loop:
-- 500 commissions in one batch compared 250,000 pairs, nine tenths of the batch's time. By hash they take as long as they are many.
alter function trading.transaction_updated() set enable_nestloop = off;
