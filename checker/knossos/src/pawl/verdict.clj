(ns pawl.verdict
  "How a step says no.")

(defn illegal [& words] [:illegal (apply str words)])

(defn illegal? [result] (and (vector? result) (= :illegal (first result))))

(defn answers?
  "Whether the operation may have answered `value`."
  [op value]
  (or (not (contains? (:value op) :out))
      (= value (get-in op [:value :out]))))
