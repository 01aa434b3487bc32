-- The meetings of kecamatan and city belong to no kelurahan; their plans name where they sit.
UPDATE session SET ward_code = '' WHERE tier IN ('kecamatan', 'kota');
UPDATE shelf SET ward_code = '' WHERE tier IN ('kecamatan', 'kota');
UPDATE shelf_question SET ward_code = '' WHERE tier IN ('kecamatan', 'kota');
