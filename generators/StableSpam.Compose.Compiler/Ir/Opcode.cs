namespace StableSpamCompose.Compiler.Ir;

/// <summary>What a node of the IR computes. Backends and the interpreter give each of these a meaning, and nothing else has one.</summary>
public enum Opcode
{
    // ---- leaves

    /// <summary><see cref="Node.Constant"/>.</summary>
    Constant,

    /// <summary>The hyperparameter in <see cref="Node.Slot"/>.</summary>
    Hyperparameter,

    /// <summary>The learning rate that the host gives.</summary>
    LearningRate,

    /// <summary>t: the number of this step, from 1.</summary>
    StepClock,

    /// <summary>k: the number of this parameter's update since it joined or was restarted, from 1.</summary>
    UpdateClock,

    /// <summary>Condition: this is the parameter's first update ever.</summary>
    FirstUpdate,

    /// <summary>The tensor's number of elements.</summary>
    ElementCount,

    /// <summary>The tensor's number of dimensions.</summary>
    Rank,

    /// <summary>The rows of a matrix: of the batched view for slot 0, of the flattened one for slot 1.</summary>
    RowCount,

    /// <summary>The columns of a matrix: of the batched view for slot 0, of the flattened one for slot 1.</summary>
    ColumnCount,

    /// <summary>The matrices of the batched view.</summary>
    MatrixCount,

    /// <summary>The number of blocks.</summary>
    BlockCount,

    /// <summary>The length of each block, of which the last may be shorter.</summary>
    BlockLength,

    /// <summary>The raw gradient.</summary>
    Gradient,

    /// <summary>The parameter before the step.</summary>
    Weight,

    /// <summary>The state in <see cref="Node.Slot"/> before the step.</summary>
    State,

    // ---- one operand

    /// <summary>Rounds a double to fp32; the identity where the operand is fp32 already.</summary>
    ToSingle,

    /// <summary>The operand, once for each value of the finer scope.</summary>
    Broadcast,

    /// <summary>-x</summary>
    Negate,

    /// <summary>|x|</summary>
    Abs,

    /// <summary>Square root, correctly rounded.</summary>
    Sqrt,

    /// <summary>1 for x &gt; 0, -1 for x &lt; 0, else x (zeros and NaN).</summary>
    Sign,

    /// <summary>The largest whole number not above x.</summary>
    Floor,

    /// <summary>The nearest whole number, ties to even.</summary>
    Round,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Cosine.</summary>
    Cos,

    /// <summary>Condition: neither infinite nor NaN.</summary>
    IsFinite,

    /// <summary>Condition: not a number.</summary>
    IsNaN,

    /// <summary>Condition: not c.</summary>
    Not,

    /// <summary>x to the literal power <see cref="Node.Exponent"/>, by binary exponentiation from the low bit up; a negative power is 1 over the positive one.</summary>
    IntegerPower,

    // ---- two operands

    /// <summary>a + b</summary>
    Add,

    /// <summary>a - b</summary>
    Subtract,

    /// <summary>a * b</summary>
    Multiply,

    /// <summary>a / b, correctly rounded.</summary>
    Divide,

    /// <summary>a^b by the platform's pow.</summary>
    Power,

    /// <summary>b^k and b^t at step scope: binary exponentiation in double while the exponent is a whole number from 0 to 2^31 - 1, else pow.</summary>
    ClockPower,

    /// <summary>a if a &gt; b or a is NaN, else b.</summary>
    Max,

    /// <summary>a if a &lt; b or a is NaN, else b.</summary>
    Min,

    /// <summary>Condition: a &lt; b</summary>
    Less,

    /// <summary>Condition: a &lt;= b</summary>
    LessOrEqual,

    /// <summary>Condition: a &gt; b</summary>
    Greater,

    /// <summary>Condition: a &gt;= b</summary>
    GreaterOrEqual,

    /// <summary>Condition: a == b</summary>
    Equal,

    /// <summary>Condition: a != b; true if either is NaN.</summary>
    NotEqual,

    /// <summary>Condition: both.</summary>
    And,

    /// <summary>Condition: either.</summary>
    Or,

    // ---- three operands

    /// <summary>The second operand where the first, a condition, holds, else the third.</summary>
    Select,

    /// <summary>a * b + c, rounded once.</summary>
    FusedMultiplyAdd,

    // ---- random numbers of an element, drawn from the seed (first operand), t (second) and the stream in Node.Slot

    /// <summary>A number of [0, 1): 24 random bits times 2^-24.</summary>
    Uniform,

    /// <summary>A number of the normal distribution with mean 0 and deviation 1.</summary>
    Normal,

    // ---- reductions to a coarser scope within the tensor, in double, rounded where the result is fp32

    /// <summary>Sum of what the result's scope holds of the operand, in the order of sums, with add.</summary>
    Sum,

    /// <summary>Sum of a * b, in the order of sums, with fma.</summary>
    SumOfProducts,

    /// <summary>The largest; NaN if there is one, 0 if there is nothing to fold.</summary>
    Largest,

    // ---- reductions of a tensor value to one of a group

    /// <summary>Sum over the tensors of <see cref="Node.Over"/> that have a gradient, in the order of their registration, in double.</summary>
    GroupSum,

    /// <summary>The largest over the tensors of <see cref="Node.Over"/> that have a gradient; NaN if there is one.</summary>
    GroupLargest,
}
