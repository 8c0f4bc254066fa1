using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Ir;

/// <summary>What a node's value is.</summary>
public enum ValueKind
{
    /// <summary>A number in double.</summary>
    Double,

    /// <summary>A number in fp32.</summary>
    Single,

    /// <summary>True or false.</summary>
    Condition,
}

/// <summary>One value of the step, in static single assignment: operands are earlier nodes of the same <see cref="StepProgram"/>.</summary>
public sealed record Node
{
    /// <summary>What it computes.</summary>
    public required Opcode Opcode { get; init; }

    /// <summary>How many values it stands for.</summary>
    public required Scope Scope { get; init; }

    /// <summary>What each value is.</summary>
    public required ValueKind Kind { get; init; }

    /// <summary>Indices of its operands in <see cref="StepProgram.Nodes"/>, all smaller than its own.</summary>
    public EquatableArray<int> Operands { get; init; }

    /// <summary>The value of a <see cref="Opcode.Constant"/>; 1 and 0 for a condition.</summary>
    public double Constant { get; init; }

    /// <summary>Which hyperparameter or state a leaf reads; the stream that a random number is drawn from.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>The exponent of an <see cref="Opcode.IntegerPower"/>.</summary>
    public int Exponent { get; init; }

    /// <summary>The tensors that a reduction to a group folds.</summary>
    public TensorSet Over { get; init; }

    /// <summary>Which of <see cref="StepProgram.Folds"/> a reduction to a group contributes to; -1 in a program alone.</summary>
    public int Fold { get; init; } = -1;

    /// <summary>The name that the rule gives the value; empty where it gives none.</summary>
    public string Label { get; init; } = "";

    /// <summary>Index in <see cref="StepProgram.Origins"/> of the statement that it comes from; -1 for none.</summary>
    public int Origin { get; init; } = -1;

    /// <summary>Whether it folds the values of its operand to those of a coarser scope within the tensor.</summary>
    public bool IsReduction => Opcode is Opcode.Sum or Opcode.SumOfProducts or Opcode.Largest;

    /// <summary>Whether it draws a random number for each element.</summary>
    public bool IsRandom => Opcode is Opcode.Uniform or Opcode.Normal;

    /// <summary>Whether it folds tensor values to one of a group.</summary>
    public bool IsGroupReduction => Opcode is Opcode.GroupSum or Opcode.GroupLargest;
}

/// <summary>Which tensors a reduction to a group folds.</summary>
public enum TensorSet
{
    /// <summary>Those of the tensor's param group.</summary>
    Group,

    /// <summary>Those of the whole optimizer.</summary>
    All,
}
