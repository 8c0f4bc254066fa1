using StableSpamCompose.Plans;

namespace StableSpamCompose.Execution;

/// <summary>What an engine has to know of a pass to run it.</summary>
internal sealed unsafe class PassInfo
{
    /// <summary>Of a pass to which all elements are alike.</summary>
    /// <param name="reductions">How it folds the tensor.</param>
    public PassInfo(ReadOnlySpan<Reduction> reductions)
    {
        Traversal = Traversal.Tensor;
        Totals = reductions.ToArray();
        Runs = [];
        RunReductions = [];
        Columns = [];
    }

    /// <summary>Of a pass that goes by rows, columns or blocks.</summary>
    /// <param name="traversal">Its way through the elements.</param>
    /// <param name="reductions">How it folds.</param>
    /// <param name="targets">What becomes of each reduction.</param>
    public PassInfo(Traversal traversal, ReadOnlySpan<Reduction> reductions, ReadOnlySpan<FoldTarget> targets)
    {
        Traversal = traversal;
        var totals = new List<Reduction>();
        var runs = new List<PartFolding>();
        var columns = new List<PartFolding>();
        for (int i = 0; i < reductions.Length; i++)
        {
            if (targets[i].Scope == StateScope.Tensor)
                totals.Add(reductions[i]);
            else if (targets[i].Scope is StateScope.Column or StateScope.FlatColumn)
                columns.Add(new PartFolding(reductions[i], targets[i].Part));
            else
                runs.Add(new PartFolding(reductions[i], targets[i].Part));
        }
        Totals = [.. totals];
        Runs = [.. runs];
        RunReductions = Array.ConvertAll(Runs, run => run.Reduction);
        Columns = [.. columns];
    }

    /// <summary>What the pass before has guessed; null for nothing.</summary>
    public SpeculativeFold? Speculative { get; set; }

    /// <summary>
    /// Whether it goes from the last unit to the first: what the pass before has read last is still in cache, and is read first.
    /// </summary>
    public bool IsBackwards { get; set; }

    /// <summary>Its way through the elements.</summary>
    public Traversal Traversal { get; }

    /// <summary>How it folds the tensor.</summary>
    public Reduction[] Totals { get; }

    /// <summary>How it folds rows or blocks.</summary>
    public PartFolding[] Runs { get; }

    /// <summary>The same without where the results go.</summary>
    public Reduction[] RunReductions { get; }

    /// <summary>How it folds columns.</summary>
    public PartFolding[] Columns { get; }

    /// <summary>
    /// The parts of a tensor that threads can take each for itself: chunks; blocks; rows, or slabs of rows where columns are folded.
    /// </summary>
    public nint Units(in TensorShape shape)
    {
        (nint matrices, nint rows, _) = shape.Grid(Traversal);
        return Traversal switch
        {
            Traversal.Tensor => Fold.ChunkCount(shape.Length),
            Traversal.Blocks => shape.Blocks,
            _ => matrices * (Columns.Length == 0 ? rows : Fold.SlabCount(rows)),
        };
    }

    /// <summary>How many partials of columns it leaves.</summary>
    public nint ColumnPartials(in TensorShape shape) =>
        Columns.Length == 0 ? 0 : checked(Units(in shape) * Columns.Length * shape.Grid(Traversal).Columns);

    /// <summary>Folds the partials of the slabs to a value for each column.</summary>
    /// <param name="shape">How the tensor is cut.</param>
    /// <param name="partials">For each slab, the partials of one reduction after the other.</param>
    /// <param name="parts">The arrays that take the values.</param>
    public void FoldColumns(in TensorShape shape, float* partials, void** parts)
    {
        if (Columns.Length == 0)
            return;
        (nint matrices, nint rows, nint columns) = shape.Grid(Traversal);
        nint slabs = Fold.SlabCount(rows);
        nint slabStride = Columns.Length * columns;
        for (nint matrix = 0; matrix < matrices; matrix++)
        {
            float* first = partials + (matrix * slabs * slabStride);
            for (int i = 0; i < Columns.Length; i++)
                Fold.Slabs(first + (i * columns), slabs, slabStride, columns, Columns[i].Reduction, (float*)parts[Columns[i].Part] + (matrix * columns));
        }
    }
}

/// <summary>A reduction to rows, columns or blocks.</summary>
/// <param name="Reduction">How it folds.</param>
/// <param name="Part">The array that takes the results.</param>
internal readonly record struct PartFolding(Reduction Reduction, int Part);
