(ns pawl.stepped
  "A model of Knossos's that steps by one of our functions. Loading this loads Knossos."
  (:require [knossos.model :as model]
            [pawl.verdict :as verdict])
  (:import (knossos.model Model)))

(defrecord Stepped [state step]
  Model
  (step [_ op]
    ;; Knossos's operations look like sequences too, which destructuring would take for keyword arguments.
    (let [next (step state {:f (:f op) :value (:value op)})]
      (if (verdict/illegal? next)
        (model/inconsistent (second next))
        (->Stepped next step)))))
