//! Matrices of two and three dimensions.

/// A 2 × 2 matrix, by rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix2(pub(crate) [[f64; 2]; 2]);

impl Matrix2 {
    pub(crate) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [[a, b], [c, d]] = self.0;
        (a * x + b * y, c * x + d * y)
    }

    /// The inverse; `None` for a singular matrix.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let [[a, b], [c, d]] = self.0;
        let determinant = a * d - b * c;
        (determinant.is_finite() && determinant != 0.0)
            .then(|| Self([[d / determinant, -b / determinant], [-c / determinant, a / determinant]]))
    }
}

/// A 3 × 3 matrix, by rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix3(pub(crate) [[f64; 3]; 3]);

impl Matrix3 {
    /// Passive rotation about the x axis, angle in degrees.
    pub(crate) fn rotation_x(degrees: f64) -> Self {
        let (s, c) = degrees.to_radians().sin_cos();
        Self([[1.0, 0.0, 0.0], [0.0, c, s], [0.0, -s, c]])
    }

    /// Passive rotation about the y axis, angle in degrees.
    pub(crate) fn rotation_y(degrees: f64) -> Self {
        let (s, c) = degrees.to_radians().sin_cos();
        Self([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]])
    }

    /// Passive rotation about the z axis, angle in degrees.
    pub(crate) fn rotation_z(degrees: f64) -> Self {
        let (s, c) = degrees.to_radians().sin_cos();
        Self([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
    }

    /// This matrix times the other.
    pub(crate) fn times(&self, other: &Self) -> Self {
        let [c0, c1, c2] = other.transposed().0;
        let dot = |row: &[f64; 3], column: &[f64; 3]| row.iter().zip(column).map(|(a, b)| a * b).sum::<f64>();
        Self(self.0.map(|row| [dot(&row, &c0), dot(&row, &c1), dot(&row, &c2)]))
    }

    /// Rows for columns: of a rotation, the inverse.
    pub(crate) fn transposed(&self) -> Self {
        let [[a, b, c], [d, e, f], [g, h, i]] = self.0;
        Self([[a, d, g], [b, e, h], [c, f, i]])
    }

    pub(crate) fn apply(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        self.0.map(|[a, b, c]| a * x + b * y + c * z)
    }
}
