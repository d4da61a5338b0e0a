namespace LeNetLab.Paper1998.Baselines;

/// <summary>How the outputs of one-against-one units become the scores of the classes.</summary>
public enum PairwiseDecision
{
    /// <summary>
    /// A class's score is the sum of the outputs that speak for it minus those that speak against it, each squashed to
    /// tanh first. The paper's rule, if its units are sigmoids.
    /// </summary>
    SumOfSquashed,

    /// <summary>The same with raw outputs: a unit's answer to a class that it never saw is unbounded.</summary>
    SumOfOutputs,

    /// <summary>Gives each unit a vote; among equally voted classes the sum of squashed outputs decides.</summary>
    Votes,
}
