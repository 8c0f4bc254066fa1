namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>
/// Matrix products on all threads, blocked for cache. An element of the result is computed by one thread in an order that
/// depends on the shapes alone: the bits do not depend on the number of threads.
/// </summary>
/// <remarks>
/// The blocking is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): the right
/// operand is laid out in panels that stay in the first cache while the rows of the left pass by.
/// </remarks>
public sealed unsafe class MatrixProduct<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Steps of depth whose panels, two vectors wide, fill half of a first cache of 32 KB.</summary>
    private const int DepthBlock = 256;

    /// <summary>The right operand is laid out in parts, so that large ones need no memory of their own size.</summary>
    private const int DepthPart = 4 * DepthBlock;

    private const int ColumnPart = 2048;

    /// <summary>Rows of the left operand that a thread takes at a time at most: their depth block stays in the second cache.</summary>
    private const int RowBlock = 16 * ProductTile.Rows;

    /// <summary>Rows of the left operand are read so often with this many columns that laying them out pays.</summary>
    private const int LeftPackingColumns = 256;

    /// <summary>A right operand with fewer numbers is laid out by the caller alone.</summary>
    private const int SharedPackingSize = 1 << 15;

    private readonly Workers _workers;
    private readonly PackedOperand<T> _right = new();
    private readonly PackedOperand<T>[] _left;

    /// <summary>Makes a product for the threads of <paramref name="workers"/>. It computes one product at a time.</summary>
    public MatrixProduct(Workers workers)
    {
        _workers = workers;
        _left = [.. Enumerable.Range(0, workers.Count).Select(_ => new PackedOperand<T>())];
    }

    /// <summary>c = a b, or c + a b.</summary>
    /// <param name="a">The left operand, [m, k].</param>
    /// <param name="b">The right operand, [k, n].</param>
    /// <param name="c">The result, [m, n], the columns contiguous. It must not overlap the operands.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public void Multiply(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c, bool add = false)
    {
        CheckShapes(a, b, c);
        for (int column = 0; column < b.Columns; column += ColumnPart)
        {
            int columns = Math.Min(ColumnPart, b.Columns - column);
            for (int step = 0; step < a.Columns; step += DepthPart)
            {
                int depth = Math.Min(DepthPart, a.Columns - step);
                MultiplyPart(
                    a.Block(0, a.Rows, step, depth),
                    b.Block(step, depth, column, columns),
                    c.Block(0, c.Rows, column, columns),
                    add || step > 0);
            }
        }
    }

    /// <summary>Frees what operands were laid out in.</summary>
    public void Dispose()
    {
        _right.Dispose();
        foreach (PackedOperand<T> left in _left)
            left.Dispose();
    }

    /// <summary>Refuses shapes that do not fit.</summary>
    internal static void CheckShapes(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c)
    {
        if (a.Columns != b.Rows || a.Rows != c.Rows || b.Columns != c.Columns)
            throw new ArgumentException($"[{a.Rows}, {a.Columns}] times [{b.Rows}, {b.Columns}] is not [{c.Rows}, {c.Columns}].");
        if (c.ColumnStride != 1)
            throw new ArgumentException("The columns of the result must be contiguous.", nameof(c));
        if (a.Columns == 0)
            throw new ArgumentException("A product over no elements has nothing to add up.", nameof(a));
    }

    private void MultiplyPart(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c, bool add)
    {
        _right.Reserve(PackedOperand<T>.RightSize(b.Rows, b.Columns));
        PackRight(b);

        int tiles = Workers.Items(a.Rows, ProductTile.Rows);
        // Four items a thread even out what the threads lose to other work of the machine.
        int tilesPerItem = Math.Clamp(tiles / (4 * _workers.Count), 1, RowBlock / ProductTile.Rows);
        int rowsPerItem = tilesPerItem * ProductTile.Rows;
        T* right = _right.Start;
        _workers.Run(Workers.Items(a.Rows, rowsPerItem), (item, worker) =>
        {
            int row = item * rowsPerItem;
            int rows = Math.Min(rowsPerItem, a.Rows - row);
            MultiplyRows(a.Block(row, rows, 0, a.Columns), right, c.Block(row, rows, 0, c.Columns), add, _left[worker]);
        });
    }

    private void PackRight(MatrixView<T> b)
    {
        int width = ProductTile.Columns<T>();
        int panels = Workers.Items(b.Columns, width);
        T* right = _right.Start;
        // Blocks of depth one after the other, and in each the panels.
        if ((nint)b.Rows * b.Columns < SharedPackingSize)
        {
            for (int panel = 0; panel < panels; panel++)
                Pack(panel);
            return;
        }
        _workers.Run(panels, (panel, _) => Pack(panel));

        void Pack(int panel)
        {
            for (int step = 0; step < b.Rows; step += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, b.Rows - step);
                T* destination = right + (((nint)step * panels) + ((nint)panel * depth)) * width;
                PackedOperand<T>.PackRight(b.Block(step, depth, 0, b.Columns), panel, destination);
            }
        }
    }

    private static void MultiplyRows(MatrixView<T> a, T* right, MatrixView<T> c, bool add, PackedOperand<T> left)
    {
        int width = ProductTile.Columns<T>();
        int panels = Workers.Items(c.Columns, width);
        for (int step = 0; step < a.Columns; step += DepthBlock)
        {
            int depth = Math.Min(DepthBlock, a.Columns - step);
            MatrixView<T> block = a.Block(0, a.Rows, step, depth);
            MultiplyBlock(block, right + ((nint)step * panels * width), c, add || step > 0, left);
        }
    }

    /// <summary>A block of rows by a block of depth; <paramref name="right"/> holds all panels of that depth.</summary>
    internal static void MultiplyBlock(MatrixView<T> a, T* right, MatrixView<T> c, bool add, PackedOperand<T> left)
    {
        bool pack = c.Columns >= LeftPackingColumns;
        if (pack)
        {
            left.Reserve((nint)Workers.Items(a.Rows, ProductTile.Rows) * ProductTile.Rows * a.Columns);
            PackedOperand<T>.PackLeft(a, left.Start);
        }

        int width = ProductTile.Columns<T>();
        T* edge = stackalloc T[ProductTile.Rows * width];
        for (int column = 0; column < c.Columns; column += width)
        {
            T* panel = right + ((nint)column * a.Columns);
            for (int row = 0; row < a.Rows; row += ProductTile.Rows)
            {
                int rows = Math.Min(ProductTile.Rows, a.Rows - row);
                T* source = pack ? left.Start + ((nint)row * a.Columns) : a.Pointer + (row * a.RowStride);
                nint rowStride = pack ? 1 : a.RowStride;
                nint columnStride = pack ? ProductTile.Rows : a.ColumnStride;
                T* tile = c.Pointer + (row * c.RowStride) + column;
                if (rows == ProductTile.Rows && column + width <= c.Columns)
                {
                    ProductTile.Compute(a.Columns, source, rowStride, columnStride, rows, panel, tile, c.RowStride, add);
                    continue;
                }
                var tileView = new MatrixView<T>(tile, rows, Math.Min(width, c.Columns - column), c.RowStride, 1);
                ComputeEdge(a.Columns, source, rowStride, columnStride, panel, tileView, edge, add);
            }
        }
    }

    /// <summary>A tile that the result holds a part of only: it is computed whole, elsewhere.</summary>
    private static void ComputeEdge(
        nint depth, T* a, nint rowStride, nint columnStride, T* b, MatrixView<T> c, T* edge, bool add)
    {
        int width = ProductTile.Columns<T>();
        if (add)
        {
            for (int row = 0; row < c.Rows; row++)
                new ReadOnlySpan<T>(c.Pointer + (row * c.RowStride), c.Columns).CopyTo(new Span<T>(edge + (row * width), c.Columns));
        }
        ProductTile.Compute(depth, a, rowStride, columnStride, c.Rows, b, edge, width, add);
        for (int row = 0; row < c.Rows; row++)
            new ReadOnlySpan<T>(edge + (row * width), c.Columns).CopyTo(new Span<T>(c.Pointer + (row * c.RowStride), c.Columns));
    }
}
