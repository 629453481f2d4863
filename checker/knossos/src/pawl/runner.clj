(ns pawl.runner
  "Asks Knossos for its opinion of histories, one JVM for all:
    pawl.runner --model M [--init V] [--nil-read any|value] [--cas-fail drop|differs] [--tuples guess|yes|no]
                [--deadline SECONDS] [--algorithm competition|wgl|linear] FILE...
  prints an EDN map for each file as soon as it is known: {:file F :valid? true|false|:unknown :keys n :first-bad key}, or
  {:file F :error why}. The deadline is each file's. Exit: 0, 64 wrong usage, 69 there is no Knossos."
  (:require [clojure.edn :as edn]
            [clojure.string :as str]
            [pawl.opinion :as opinion]
            [pawl.steps :as steps]))

(def usage
  (str "usage: pawl.runner --model M [--init V] [--nil-read any|value] [--cas-fail drop|differs] [--tuples guess|yes|no] "
       "[--deadline SECONDS] [--algorithm competition|wgl|linear] FILE..."))

(def ^:private defaults
  {:init nil :nil-read "value" :cas-fail "drop" :tuples "guess" :deadline 60 :algorithm "competition" :files []})

(def ^:private readers
  {"--model" identity, "--init" edn/read-string, "--nil-read" identity, "--cas-fail" identity, "--tuples" identity,
   "--deadline" edn/read-string, "--algorithm" identity})

(defn options [args]
  (loop [args args, found defaults]
    (let [[flag text] args]
      (cond
        (empty? args) found
        (and (readers flag) text) (recur (drop 2 args) (assoc found (keyword (subs flag 2)) ((readers flag) text)))
        (str/starts-with? flag "--") (throw (ex-info usage {:wrong true}))
        :else (recur (rest args) (update found :files conj flag))))))

(defn check-options [{:keys [model files] :as found}]
  (cond
    (or (nil? model) (empty? files)) (throw (ex-info usage {:wrong true}))
    (nil? (steps/models model)) (throw (ex-info (str "no model named " model "; there are "
                                                     (str/join ", " (sort (keys steps/models))))
                                                {:wrong true}))
    :else found))

(defn judge [options file]
  (assoc (try (opinion/of-file options file)
              (catch Exception error {:error (or (ex-message error) (str error))}))
         :file file))

(defn -main [& args]
  (try
    (let [{:keys [files] :as options} (check-options (options args))]
      (opinion/load-knossos options)
      (doseq [file files]
        (prn (judge options file))
        (flush))
      (System/exit 0))
    (catch Exception error
      (binding [*out* *err*] (println (ex-message error)))
      (System/exit (if (:wrong (ex-data error)) 64 69)))))
