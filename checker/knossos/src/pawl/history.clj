(ns pawl.history
  "Reads a history and makes it ready for a search that looks at :f and :value only: the invocation and its completion get
  one value that says what was asked, what was answered and under which idempotency key. Failed operations, which had
  no effect, go; so does what is not a client's."
  (:require [clojure.edn :as edn]
            [clojure.java.io :as io])
  (:import (java.io PushbackReader)))

(defn read-file
  "The maps of the file: one after another, or in one vector or list."
  [file]
  (with-open [in (PushbackReader. (io/reader file))]
    (let [end   (Object.)
          forms (->> (repeatedly #(edn/read {:eof end :default (fn [_tag value] value)} in))
                     (take-while #(not (identical? end %)))
                     vec)]
      (if (and (= 1 (count forms)) (sequential? (first forms)))
        (vec (first forms))
        forms))))

(defn pair
  "Operations as [invocation completion-or-nil], with the positions of both."
  [events]
  (loop [position 0, events (seq events), open {}, pairs []]
    (if-let [event (first events)]
      (let [process (:process event)]
        (cond
          (not (integer? process))
          (recur (inc position) (next events) open pairs)

          (= :invoke (:type event))
          (if (open process)
            (throw (ex-info (str "process " process " invokes twice without a completion") {:event event}))
            (recur (inc position) (next events)
                   (assoc open process (count pairs))
                   (conj pairs {:call position :invoke event})))

          :else
          (if-let [n (open process)]
            (recur (inc position) (next events) (dissoc open process)
                   (update pairs n assoc :return position :complete event))
            (throw (ex-info (str "process " process " completes what it did not invoke") {:event event})))))
      pairs)))

(defn- value-of [{:keys [invoke complete]}]
  (let [idem (or (:idem invoke) (:idem complete))]
    (cond-> {:in (:value invoke)}
      (= :ok (:type complete)) (assoc :out (:value complete))
      idem (assoc :idem idem))))

(defn- events-of [{:keys [call return invoke complete] :as operation}]
  (let [op {:process (:process invoke) :f (:f invoke) :value (value-of operation)}]
    (cond-> [[call (assoc op :type :invoke)]]
      (= :ok (:type complete)) (conj [return (assoc op :type :ok)])
      (= :info (:type complete)) (conj [return (assoc op :type :info)]))))

(defn prepare
  "Events for the search, indexed from 0."
  [operations]
  (->> operations
       (remove #(= :fail (:type (:complete %))))
       (mapcat events-of)
       (sort-by first)
       (map second)
       (map-indexed (fn [index event] (assoc event :index index)))
       vec))

(defn- key-and-value [value]
  (when (and (sequential? value) (= 2 (count value)) (string? (first value)))
    value))

(defn by-key
  "Histories of independent objects, {key operations}: split where every value is a [name value] tuple."
  [operations]
  (if (every? #(key-and-value (:value (:invoke %))) operations)
    (->> operations
         (map (fn [operation]
                (let [[key in] (:value (:invoke operation))
                      untuple  (fn [event] (cond-> event
                                             (key-and-value (:value event)) (update :value second)))]
                  [key (cond-> (assoc-in operation [:invoke :value] in)
                         (:complete operation) (update :complete untuple))])))
         (group-by first)
         (map (fn [[key pairs]] [key (mapv second pairs)]))
         (into (sorted-map)))
    {nil operations}))
