stage('Secrets') {
    agent { docker { image 'rust:1' } }
    steps {
        // URL_OF_TIGHTLIP: the address of tightlip's repository
        sh 'cargo install --locked --git URL_OF_TIGHTLIP'
        sh 'tightlip scan --ci'
    }
}
