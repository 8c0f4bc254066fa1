namespace StableSpamCompose.Compiler.Ir;

/// <summary>How many values there are of something: one a step, one a tensor, one a row, one an element.</summary>
/// <remarks>
/// The order up to <see cref="Tensor"/> is from coarse to fine; what lies between a tensor and its elements are different ways
/// to cut it, which <see cref="Scopes"/> compares. A row, column or matrix belongs to a view of the tensor: in the batched one
/// the last two dimensions are a matrix and those before them count matrices; in the flattened one the first dimension counts
/// rows and the rest lie in them. A tensor of less than two dimensions is one row in both.
/// </remarks>
public enum Scope
{
    /// <summary>One value for a parameter in a step, known to the host before any kernel runs: hyperparameters, clocks.</summary>
    Step,

    /// <summary>One value for the tensors of a param group that have a gradient in the step, or for all of them: global norms.</summary>
    Group,

    /// <summary>One value for each tensor: norms and what is computed from them.</summary>
    Tensor,

    /// <summary>One value for each matrix of the batched view.</summary>
    Matrix,

    /// <summary>One value for each row of the batched view.</summary>
    Row,

    /// <summary>One value for each column of each matrix of the batched view.</summary>
    Column,

    /// <summary>One value for the matrix of the flattened view, of which a tensor has one.</summary>
    FlatMatrix,

    /// <summary>One value for each row of the flattened view.</summary>
    FlatRow,

    /// <summary>One value for each column of the flattened view.</summary>
    FlatColumn,

    /// <summary>One value for each block: a run of elements whose length the host gives, or a slice of the first dimension.</summary>
    Block,

    /// <summary>One value for each element of the tensor.</summary>
    Element,
}

/// <summary>How scopes compare.</summary>
public static class Scopes
{
    /// <summary>The scope of what is computed from values of both: the finer where one holds within the other, else the elements.</summary>
    public static Scope Join(Scope left, Scope right) =>
        IsWithin(left, right) ? right : IsWithin(right, left) ? left : Scope.Element;

    /// <summary>Whether a value of <paramref name="coarse"/> is the same wherever one of <paramref name="fine"/> is.</summary>
    public static bool IsWithin(Scope coarse, Scope fine) =>
        coarse == fine || fine == Scope.Element || coarse <= Scope.Tensor && coarse < fine || coarse == MatrixOf(fine);

    /// <summary>Whether there is one value for a tensor, or less.</summary>
    public static bool IsWholeTensor(this Scope scope) => scope <= Scope.Tensor;

    /// <summary>Whether there are several values for a tensor, but less than its elements.</summary>
    public static bool IsPart(this Scope scope) => scope is > Scope.Tensor and < Scope.Element;

    /// <summary>Whether it is one of columns, of either view.</summary>
    public static bool IsColumn(this Scope scope) => scope is Scope.Column or Scope.FlatColumn;

    /// <summary>Whether it is one of matrices, of either view.</summary>
    public static bool IsMatrix(this Scope scope) => scope is Scope.Matrix or Scope.FlatMatrix;

    /// <summary>Whether arithmetic on it is done in fp32 rather than in double: there are many values of it.</summary>
    public static bool IsSingle(this Scope scope) => scope > Scope.Tensor && !scope.IsMatrix();

    /// <summary>The scope of the matrices whose rows or columns these are; <see langword="null"/> for other scopes.</summary>
    public static Scope? MatrixOf(Scope scope) => scope switch
    {
        Scope.Row or Scope.Column => Scope.Matrix,
        Scope.FlatRow or Scope.FlatColumn => Scope.FlatMatrix,
        _ => null,
    };

    /// <summary>The scope of a view.</summary>
    /// <param name="scope">A row, column or matrix of the batched view, or any scope that is the same in both.</param>
    /// <param name="isFlattened">Whether the view is the flattened one.</param>
    public static Scope InView(Scope scope, bool isFlattened) => !isFlattened ? scope : scope switch
    {
        Scope.Matrix => Scope.FlatMatrix,
        Scope.Row => Scope.FlatRow,
        Scope.Column => Scope.FlatColumn,
        _ => scope,
    };
}
